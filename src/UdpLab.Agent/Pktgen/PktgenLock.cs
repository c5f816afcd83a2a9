using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Pktgen;

/// <summary>
/// Allows one controller of pktgen at a time in each network namespace, because pktgen's state is per namespace. Only root can
/// hold the lock, as only root can use pktgen; otherwise any user could block it.
/// </summary>
internal static class PktgenLock
{
    // A change of settings holds it for milliseconds, a run until its end.
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(800);

    /// <summary>Takes the lock; an error names the current holder.</summary>
    public static HostLock Take()
    {
        try
        {
            return HostLock.Take([$"pktgen-{SettingIdentity.Namespace}"], () => false, _patience);
        }
        catch (AgentException e) when (e.Code == FailureCode.Busy)
        {
            throw new AgentException(FailureCode.Busy, $"pktgen is in use on this host{(HostLock.Holder(e.Path!) is int process ? $" by process {process}" : "")}: one controller at a time. Wait for its run to end, or stop it with Stop-Pktgen.") { Path = e.Path, Parameter = "LabHost" };
        }
    }
}
