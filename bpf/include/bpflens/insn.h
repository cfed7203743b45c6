/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Instructions written by hand, and what "bpflens object dump --as macros" and "bpflens prog dump xlated --as
 * macros" write. The macros have the names and the arguments of those in the kernel's own sources
 * (include/linux/filter.h, samples/bpf/bpf_insn.h), which no package installs.
 *
 *   #include <bpflens/insn.h>
 *   struct bpf_insn program[] = {
 *       BPF_MOV64_IMM(BPF_REG_0, 0),
 *       BPF_EXIT_INSN(),
 *   };
 */
#ifndef BPFLENS_INSN_H
#define BPFLENS_INSN_H

#include <linux/bpf.h>

/* What older headers lack. */
#ifndef BPF_MEMSX
#define BPF_MEMSX 0x80 /* a load that extends the sign; Linux 6.6 */
#endif
#ifndef BPF_JCOND
#define BPF_JCOND 0xe0 /* may_goto; Linux 6.9 */
#endif
#ifndef BPF_ADDR_SPACE_CAST
#define BPF_ADDR_SPACE_CAST 1 /* offset of a move; Linux 6.10 */
#endif
#ifndef BPF_LOAD_ACQ
#define BPF_LOAD_ACQ 0x100 /* Linux 6.15 */
#endif
#ifndef BPF_STORE_REL
#define BPF_STORE_REL 0x110
#endif
#ifndef BPF_NOSPEC
#define BPF_NOSPEC 0xc0 /* the verifier's own */
#endif

#define BPF_RAW_INSN(CODE, DST, SRC, OFF, IMM) \
  ((struct bpf_insn){.code = (CODE), .dst_reg = (DST), .src_reg = (SRC), .off = (OFF), .imm = (__s32)(IMM)})

/* Arithmetic: OP is BPF_ADD and so on; OFF 1 makes BPF_DIV and BPF_MOD signed. */
#define BPF_ALU64_REG_OFF(OP, DST, SRC, OFF) BPF_RAW_INSN(BPF_ALU64 | (OP) | BPF_X, DST, SRC, OFF, 0)
#define BPF_ALU32_REG_OFF(OP, DST, SRC, OFF) BPF_RAW_INSN(BPF_ALU | (OP) | BPF_X, DST, SRC, OFF, 0)
#define BPF_ALU64_IMM_OFF(OP, DST, IMM, OFF) BPF_RAW_INSN(BPF_ALU64 | (OP) | BPF_K, DST, 0, OFF, IMM)
#define BPF_ALU32_IMM_OFF(OP, DST, IMM, OFF) BPF_RAW_INSN(BPF_ALU | (OP) | BPF_K, DST, 0, OFF, IMM)
#define BPF_ALU64_REG(OP, DST, SRC) BPF_ALU64_REG_OFF(OP, DST, SRC, 0)
#define BPF_ALU32_REG(OP, DST, SRC) BPF_ALU32_REG_OFF(OP, DST, SRC, 0)
#define BPF_ALU64_IMM(OP, DST, IMM) BPF_ALU64_IMM_OFF(OP, DST, IMM, 0)
#define BPF_ALU32_IMM(OP, DST, IMM) BPF_ALU32_IMM_OFF(OP, DST, IMM, 0)

/* Byte order: TYPE is BPF_TO_LE or BPF_TO_BE, LEN is 16, 32 or 64. */
#define BPF_ENDIAN(TYPE, DST, LEN) BPF_RAW_INSN(BPF_ALU | BPF_END | (TYPE), DST, 0, 0, LEN)
#define BPF_BSWAP(DST, LEN) BPF_RAW_INSN(BPF_ALU64 | BPF_END, DST, 0, 0, LEN)

/* Moves; the SX ones extend the sign of 8, 16 or 32 bits. */
#define BPF_MOVSX64_REG(DST, SRC, BITS) BPF_RAW_INSN(BPF_ALU64 | BPF_MOV | BPF_X, DST, SRC, BITS, 0)
#define BPF_MOVSX32_REG(DST, SRC, BITS) BPF_RAW_INSN(BPF_ALU | BPF_MOV | BPF_X, DST, SRC, BITS, 0)
#define BPF_MOV64_REG(DST, SRC) BPF_MOVSX64_REG(DST, SRC, 0)
#define BPF_MOV32_REG(DST, SRC) BPF_MOVSX32_REG(DST, SRC, 0)
#define BPF_MOV64_IMM(DST, IMM) BPF_RAW_INSN(BPF_ALU64 | BPF_MOV | BPF_K, DST, 0, 0, IMM)
#define BPF_MOV32_IMM(DST, IMM) BPF_RAW_INSN(BPF_ALU | BPF_MOV | BPF_K, DST, 0, 0, IMM)
#define BPF_MOV64_PERCPU_REG(DST, SRC) BPF_MOVSX64_REG(DST, SRC, -1)
#define BPF_ZEXT_REG(DST) BPF_RAW_INSN(BPF_ALU | BPF_MOV | BPF_X, DST, DST, 0, 1)

/* 64-bit immediate loads: two slots. */
#define BPF_LD_IMM64_RAW_FULL(DST, SRC, OFF1, OFF2, IMM1, IMM2) \
  BPF_RAW_INSN(BPF_LD | BPF_DW | BPF_IMM, DST, SRC, OFF1, IMM1), BPF_RAW_INSN(0, 0, 0, OFF2, IMM2)
#define BPF_LD_IMM64(DST, IMM) BPF_LD_IMM64_RAW_FULL(DST, 0, 0, 0, (__u32)((__u64)(IMM)), (__u32)((__u64)(IMM) >> 32))
#define BPF_LD_MAP_FD(DST, MAP_FD) BPF_LD_IMM64_RAW_FULL(DST, BPF_PSEUDO_MAP_FD, 0, 0, MAP_FD, 0)
#define BPF_LD_MAP_VALUE(DST, MAP_FD, OFFSET) BPF_LD_IMM64_RAW_FULL(DST, BPF_PSEUDO_MAP_VALUE, 0, 0, MAP_FD, OFFSET)

/* Packet loads: the context is in register 6, the value comes in register 0; out of bounds ends the program. */
#define BPF_LD_ABS(SIZE, IMM) BPF_RAW_INSN(BPF_LD | (SIZE) | BPF_ABS, 0, 0, 0, IMM)
#define BPF_LD_IND(SIZE, SRC, IMM) BPF_RAW_INSN(BPF_LD | (SIZE) | BPF_IND, 0, SRC, 0, IMM)

/* Memory: SIZE is BPF_B, BPF_H, BPF_W or BPF_DW. */
#define BPF_LDX_MEM(SIZE, DST, SRC, OFF) BPF_RAW_INSN(BPF_LDX | (SIZE) | BPF_MEM, DST, SRC, OFF, 0)
#define BPF_LDX_MEMSX(SIZE, DST, SRC, OFF) BPF_RAW_INSN(BPF_LDX | (SIZE) | BPF_MEMSX, DST, SRC, OFF, 0)
#define BPF_STX_MEM(SIZE, DST, SRC, OFF) BPF_RAW_INSN(BPF_STX | (SIZE) | BPF_MEM, DST, SRC, OFF, 0)
#define BPF_ST_MEM(SIZE, DST, OFF, IMM) BPF_RAW_INSN(BPF_ST | (SIZE) | BPF_MEM, DST, 0, OFF, IMM)
#define BPF_ATOMIC_OP(SIZE, OP, DST, SRC, OFF) BPF_RAW_INSN(BPF_STX | (SIZE) | BPF_ATOMIC, DST, SRC, OFF, OP)
#define BPF_ST_NOSPEC() BPF_RAW_INSN(BPF_ST | BPF_NOSPEC, 0, 0, 0, 0)

/* Jumps: OP is BPF_JEQ and so on. */
#define BPF_JMP_REG(OP, DST, SRC, OFF) BPF_RAW_INSN(BPF_JMP | (OP) | BPF_X, DST, SRC, OFF, 0)
#define BPF_JMP_IMM(OP, DST, IMM, OFF) BPF_RAW_INSN(BPF_JMP | (OP) | BPF_K, DST, 0, OFF, IMM)
#define BPF_JMP32_REG(OP, DST, SRC, OFF) BPF_RAW_INSN(BPF_JMP32 | (OP) | BPF_X, DST, SRC, OFF, 0)
#define BPF_JMP32_IMM(OP, DST, IMM, OFF) BPF_RAW_INSN(BPF_JMP32 | (OP) | BPF_K, DST, 0, OFF, IMM)
#define BPF_JMP_A(OFF) BPF_RAW_INSN(BPF_JMP | BPF_JA, 0, 0, OFF, 0)
#define BPF_JMP32_A(IMM) BPF_RAW_INSN(BPF_JMP32 | BPF_JA, 0, 0, 0, IMM)

/* Calls: of a subprogram so many slots behind the next, and of a kernel function by its BTF id. */
#define BPF_CALL_REL(DISTANCE) BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_CALL, 0, DISTANCE)
#define BPF_CALL_KFUNC(OFF, BTF_ID) BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL, OFF, BTF_ID)
#define BPF_EXIT_INSN() BPF_RAW_INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)

#endif
