// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Values of the kernel's interface that the oldest supported build machine (Linux 6.1 headers) lacks.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bpflens::kernel {

// enum bpf_prog_type, enum bpf_map_type
constexpr unsigned kProgTypeNetfilter = 32;   // Linux 6.4
constexpr unsigned kMapTypeCgrpStorage = 32;  // Linux 6.2
constexpr unsigned kMapTypeArena = 33;        // Linux 6.9
constexpr unsigned kMapTypeInsnArray = 34;    // Linux 6.19

// enum bpf_attach_type
constexpr unsigned kAttachTypeStructOps = 44;        // Linux 6.4
constexpr unsigned kAttachTypeNetfilter = 45;        // Linux 6.4
constexpr unsigned kAttachTypeTcxIngress = 46;       // Linux 6.6
constexpr unsigned kAttachTypeTcxEgress = 47;        // Linux 6.6
constexpr unsigned kAttachTypeUprobeMulti = 48;      // Linux 6.6
constexpr unsigned kAttachTypeUnixConnect = 49;      // Linux 6.7, and the four after it
constexpr unsigned kAttachTypeUnixGetsockname = 53;  // Linux 6.7
constexpr unsigned kAttachTypeNetkitPrimary = 54;    // Linux 6.7
constexpr unsigned kAttachTypeNetkitPeer = 55;       // Linux 6.7
constexpr unsigned kAttachTypeKprobeSession = 56;    // Linux 6.10
constexpr unsigned kAttachTypeUprobeSession = 57;    // Linux 6.13
constexpr unsigned kNewestAttachType = kAttachTypeUprobeSession;

// enum bpf_link_type
constexpr unsigned kLinkTypeNetfilter = 10;    // Linux 6.4
constexpr unsigned kLinkTypeTcx = 11;          // Linux 6.6
constexpr unsigned kLinkTypeUprobeMulti = 12;  // Linux 6.6
constexpr unsigned kLinkTypeNetkit = 13;       // Linux 6.7
constexpr unsigned kLinkTypeSockmap = 14;      // Linux 6.10

// enum bpf_cmd
constexpr int kTokenCreate = 36;  // Linux 6.9

// BPF_F_TOKEN_FD, the flag of maps, programs and BTF that are made with a token
constexpr std::uint32_t kTokenFd = 1U << 16;  // Linux 6.9

// Flags of maps, and the fields of union bpf_attr that go with them
constexpr std::uint32_t kMapLink = 1U << 13;         // Linux 6.4
constexpr std::uint32_t kMapPathFd = 1U << 14;       // Linux 6.5; of BPF_OBJ_GET and BPF_OBJ_PIN
constexpr std::uint32_t kMapVtypeObjFd = 1U << 15;   // Linux 6.9
constexpr std::uint32_t kMapSegvOnFault = 1U << 17;  // Linux 6.9
constexpr std::uint32_t kMapNoUserConv = 1U << 18;   // Linux 6.9
constexpr std::uint32_t kMapRbOverwrite = 1U << 19;  // Linux 6.19
constexpr std::size_t kOffsetOfVtypeObjFd = 72;      // of value_type_btf_obj_fd, in BPF_MAP_CREATE
constexpr std::size_t kOffsetOfTokenFd = 76;         // of map_token_fd, in BPF_MAP_CREATE
constexpr std::size_t kOffsetOfProgTokenFd = 144;    // of prog_token_fd, in BPF_PROG_LOAD; Linux 6.9
constexpr std::size_t kOffsetOfBtfFlags = 32;        // of btf_flags, in BPF_BTF_LOAD; Linux 6.9
constexpr std::size_t kOffsetOfBtfTokenFd = 36;      // of btf_token_fd, likewise
constexpr std::size_t kOffsetOfByIdTokenFd = 12;     // of fd_by_id_token_fd, in BPF_BTF_GET_FD_BY_ID; Linux 6.16
constexpr std::size_t kOffsetOfPathFd = 16;          // of path_fd, in BPF_OBJ_GET
constexpr std::size_t kOffsetOfRawTpCookie = 16;     // of cookie, in BPF_RAW_TRACEPOINT_OPEN; Linux 6.10

// Netlink family "netdev" (uapi linux/netdev.h, Linux 6.3)
constexpr std::uint8_t kNetdevDevGet = 1;
constexpr std::uint16_t kNetdevIfindex = 1;
constexpr std::uint16_t kNetdevXdpFeatures = 3;
constexpr std::uint64_t kXdpBasic = 1;
constexpr std::uint64_t kXdpZeroCopy = 8;
constexpr std::uint64_t kXdpOffload = 16;
constexpr std::uint64_t kXdpFragments = 32;

}  // namespace bpflens::kernel
