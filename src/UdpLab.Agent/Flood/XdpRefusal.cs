using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>What a refusal by bpf(2) means to a user of backend Xdp.</summary>
internal static class XdpRefusal
{
    /// <summary>The failure to report.</summary>
    /// <param name="errno">The kernel's error number.</param>
    /// <param name="tried">What was tried.</param>
    public static AgentException Of(int errno, string tried) => errno switch
    {
        Errno.EPERM or Errno.EACCES => Refusal(FailureCode.PermissionDenied, errno, $"{tried} was refused: backend Xdp needs CAP_BPF and CAP_NET_ADMIN (run as root), and a kernel that is not locked down. -Backend Socket needs neither."),
        Errno.EINVAL => Refusal(FailureCode.NotSupported, errno, $"{tried} was refused as invalid: backend Xdp needs Linux 5.18 or later (live frames in BPF_PROG_TEST_RUN) and an interface that has XDP queues. -Backend Socket works everywhere."),
        _ => AgentException.FromErrno(errno, $"{tried} failed", "bpf", "Backend"),
    };

    private static AgentException Refusal(FailureCode code, int errno, string message) => new(code, message) { Errno = errno, Path = "bpf", Parameter = "Backend" };
}
