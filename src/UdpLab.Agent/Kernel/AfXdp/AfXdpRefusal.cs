using UdpLab.Wire;
using static UdpLab.Agent.Kernel.AfXdpAbi;

namespace UdpLab.Agent.Kernel;

/// <summary>What AF_XDP needs, and what its refusals mean to a user.</summary>
internal static class AfXdpRefusal
{
    private const string Others = "The other methods do not need it.";

    /// <summary>A new socket.</summary>
    public static int NewSocket()
    {
        int fd = Libc.Socket(AF_XDP, Abi.SOCK_RAW | Abi.SOCK_CLOEXEC, 0);
        return fd >= 0 ? fd : throw Of(Errno.Last, "Creating an AF_XDP socket");
    }

    /// <summary>The failure to report.</summary>
    /// <param name="errno">The kernel's error number.</param>
    /// <param name="tried">What was tried.</param>
    public static AgentException Of(int errno, string tried) => errno switch
    {
        Errno.EPERM or Errno.EACCES => Refusal(FailureCode.PermissionDenied, errno, $"{tried} was refused: -Method AfXdp needs CAP_NET_RAW, CAP_NET_ADMIN and CAP_BPF (connect as root), and a kernel that is not locked down. {Others}"),
        Errno.EAFNOSUPPORT => Refusal(FailureCode.NotSupported, errno, $"-Method AfXdp: this kernel ({KernelRelease.Text}) has no AF_XDP sockets (Linux 4.18, CONFIG_XDP_SOCKETS). {Others}"),
        Errno.EBUSY or Errno.EEXIST => Refusal(FailureCode.Busy, errno, $"{tried} was refused: -Method AfXdp needs the interface's XDP hook and its queues, and another program has them (ip link show shows an XDP program's id). Stop that program."),
        Errno.EINVAL => Refusal(FailureCode.NotSupported, errno, $"{tried} was refused: -Method AfXdp needs Linux 5.9 or later (XDP links), and an interface with an MTU that its driver supports with XDP; this is {KernelRelease.Text}. {Others}"),
        _ => AgentException.FromErrno(errno, $"{tried} failed", "AF_XDP", "Method"),
    };

    private static AgentException Refusal(FailureCode code, int errno, string message) => new(code, message) { Errno = errno, Path = "AF_XDP", Parameter = "Method" };
}
