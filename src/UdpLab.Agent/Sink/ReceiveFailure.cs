using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Sink;

/// <summary>What a failed call means for a thread that receives.</summary>
internal static class ReceiveFailure
{
    /// <summary>A timeout, a signal, or an ICMP error for an earlier packet: no reason to stop.</summary>
    public static void ThrowUnlessIdle(nint result)
    {
        int errno = (int)-result;
        if (result < 0 && errno is not (Errno.EAGAIN or Errno.EINTR or Errno.ECONNREFUSED))
        {
            throw AgentException.FromErrno(errno, "Receiving failed", "recv");
        }
    }
}
