// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// delegated DIRECTORY OPTIONS COMMAND...: runs a command as root of a user namespace of its own, which has no rights
// outside, with a bpffs on DIRECTORY that delegates: OPTIONS as in mount(8), "delegate_cmds=any,delegate_maps=hash".
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace {

constexpr uid_t kNobody = 65534;

[[noreturn]] void stop(const char* what, int status = 2) {
  std::perror(what);
  _exit(status);
}

// Waits for a number from the other side.
int hear(int socket) {
  int number = 0;
  if (read(socket, &number, sizeof number) != sizeof number) _exit(2);
  return number;
}
void tell(int socket, int number = 0) {
  if (write(socket, &number, sizeof number) != sizeof number) stop("write");
}

// A descriptor of another process (pidfd_getfd(2), Linux 5.6).
int take_descriptor(pid_t process, int fd) {
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, process, 0));
  const int taken = static_cast<int>(syscall(SYS_pidfd_getfd, pidfd, fd, 0));
  if (taken < 0) stop("pidfd_getfd");
  return taken;
}

// The file system belongs to the namespace of who opens it; who has the rights sets what it delegates and makes it.
[[noreturn]] void inside(int socket, const char* directory, char** command) {
  if (setresgid(kNobody, kNobody, kNobody) != 0 || setresuid(kNobody, kNobody, kNobody) != 0) stop("setresuid");
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) stop("unshare");
  tell(socket);
  hear(socket);  // that ids are mapped
  const int context = fsopen("bpf", FSOPEN_CLOEXEC);
  if (context < 0) stop("fsopen");
  tell(socket, context);
  hear(socket);  // that the file system is there
  const int mount = fsmount(context, FSMOUNT_CLOEXEC, 0);
  if (mount < 0 || move_mount(mount, "", AT_FDCWD, directory, MOVE_MOUNT_F_EMPTY_PATH) != 0) stop("move_mount");
  execvp(command[0], command);
  stop(command[0], 127);
}

void map_ids(pid_t child) {
  for (const char* file : {"uid_map", "gid_map"})
    std::ofstream("/proc/" + std::to_string(child) + "/" + file) << "0 " << kNobody << " 1\n";
}

void make_file_system(int context, const std::string& options) {
  std::istringstream list(options);
  for (std::string option; std::getline(list, option, ',');) {
    const std::size_t equals = option.find('=');
    if (fsconfig(context, FSCONFIG_SET_STRING, option.substr(0, equals).c_str(), option.c_str() + equals + 1, 0) != 0)
      stop(option.c_str());
  }
  if (fsconfig(context, FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) stop("fsconfig");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  std::array<int, 2> sockets{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0) stop("socketpair");
  const pid_t child = fork();
  if (child == 0) {
    close(sockets[0]);
    inside(sockets[1], argv[1], argv + 3);
  }
  close(sockets[1]);
  hear(sockets[0]);
  map_ids(child);
  tell(sockets[0]);
  make_file_system(take_descriptor(child, hear(sockets[0])), argv[2]);
  tell(sockets[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
