using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>What a refusal by io_uring_setup(2) means to a user.</summary>
internal static class IoUringRefusal
{
    private const string Sysctl = "/proc/sys/kernel/io_uring_disabled", Other = "The other methods of -Method need no io_uring.";

    public static AgentException Of(int errno) => errno switch
    {
        Errno.ENOSYS => Refusal(FailureCode.NotSupported, errno, $"this kernel ({KernelRelease.Text}) has no io_uring: it is too old (Linux 5.1) or was built without CONFIG_IO_URING. {Other}"),
        Errno.EPERM or Errno.EACCES => Refusal(FailureCode.PermissionDenied, errno, TextFile.Read(Sysctl)?.Trim() switch
        {
            "1" => $"kernel.io_uring_disabled is 1: only root (CAP_SYS_ADMIN) and the group kernel.io_uring_group may create an io_uring. Connect as root, or set the sysctl to 0. {Other}",
            "2" => $"kernel.io_uring_disabled is 2: nobody may create an io_uring. Set the sysctl to 0. {Other}",
            _ => $"creating an io_uring was refused by a security policy of this host (seccomp, as in most containers, or SELinux). {Other}",
        }),
        Errno.EINVAL => Refusal(FailureCode.NotSupported, errno, $"this needs Linux 5.11 or later (io_uring's IORING_FEAT_EXT_ARG); this is {KernelRelease.Text}. {Other}"),
        Errno.ENOMEM => Refusal(FailureCode.System, errno, $"creating an io_uring needs more locked memory than RLIMIT_MEMLOCK allows this user (before Linux 5.12 rings count). Raise it (ulimit -l), or connect as root. {Other}"),
        _ => AgentException.FromErrno(errno, "Creating an io_uring failed", "io_uring_setup", "Method"),
    };

    /// <summary>A feature that this kernel's io_uring lacks.</summary>
    public static AgentException Lacks(int errno, string method, string what, string since) =>
        Refusal(FailureCode.NotSupported, errno, $"{method} needs {what}, Linux {since} or later; this is {KernelRelease.Text}. {Other}");

    private static AgentException Refusal(FailureCode code, int errno, string why) => new(code, $"-Method: {why}") { Errno = errno, Path = "io_uring_setup", Parameter = "Method" };
}
