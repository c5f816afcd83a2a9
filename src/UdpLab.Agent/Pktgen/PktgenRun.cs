using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Pktgen;

/// <summary>
/// A run of all devices. Writing `start` blocks until the last device has finished, and a signal to the writer silently ends
/// the run. So a dedicated thread with all signals blocked writes it; `stop` ends it.
/// </summary>
internal static unsafe class PktgenRun
{
    private const int SIG_SETMASK = 2, MaskWords = 16;

    /// <summary>Writes `start` on the calling thread; returns when the run has ended.</summary>
    public static void Start()
    {
        ulong* all = stackalloc ulong[MaskWords];
        ulong* before = stackalloc ulong[MaskWords];
        new Span<ulong>(all, MaskWords).Fill(ulong.MaxValue);
        _ = Libc.SignalMask(SIG_SETMASK, all, before);
        (int errno, bool whole) = PktgenFiles.Write(PktgenFiles.Control, "start");
        _ = Libc.SignalMask(SIG_SETMASK, before, null);
        if (errno != 0 || !whole)
        {
            throw AgentException.FromErrno(errno, "Starting pktgen failed", $"{PktgenFiles.Folder}/{PktgenFiles.Control}");
        }
    }

    /// <summary>What is wrong with a device that should have sent all of its count; null if it has.</summary>
    public static string? Shortfall(string device, PktgenText text, bool stopped)
    {
        long count = PktgenModel.Of(text).Number("count");
        if (!text.Result.StartsWith("OK", StringComparison.Ordinal))
        {
            return $"{device} did not run: {(text.Result.Length > 0 ? text.Result.Split('\n')[0] : "it has no result")}.";
        }

        if (stopped || (count > 0 && text.SoFar >= count))
        {
            return null;
        }

        string interfaceName = Interfaces.RealName(PktgenDeviceFacts.InterfaceOf(device));
        string why = !Directory.Exists($"/sys/class/net/{interfaceName}") ? $"{interfaceName} no longer exists: it was removed or renamed"
            : TextFile.Read($"/sys/class/net/{interfaceName}/carrier") switch
            {
                "1" => "something stopped it (another controller, or a signal)",
                "0" => $"{interfaceName} has no carrier, which ends a run",
                _ => $"{interfaceName} is down, which ends a run",
            };
        return $"{device} sent {text.SoFar:N0} {(count == 0 ? "packets and should have gone on" : $"of {count:N0} packets")}: {why}.";
    }

    /// <summary>
    /// A device's text after a run shows how it ended: count reached, or error. A device that was removed (and perhaps added
    /// again) has no such text: it is idle, or shows the last setting. A device stopped before it began has sent nothing.
    /// </summary>
    public static bool IsAccounted(PktgenText text, bool neverBegan) =>
        text.RunSeconds is not null || (text.Result.Length > 0 && (neverBegan || !(text.Result is "Idle" || text.Result.StartsWith("OK", StringComparison.Ordinal))));

    /// <summary>Reports devices that are gone, and what that means; null if none is.</summary>
    public static string? Gone(IReadOnlyCollection<string> devices) => devices.Count == 0
        ? null
        : $"pktgen no longer has {string.Join(", ", devices)}: during the run another program removed {(devices.Count == 1 ? "it" : "them")} (rem_device_all, reset), or the interface disappeared. The number of sent packets is unknown.{AddedSince(devices)}";

    private static string AddedSince(IReadOnlyCollection<string> devices) => PktgenFiles.Devices().Intersect(devices).ToArray() is { Length: > 0 } again
        ? $" What is {string.Join(", ", again)} now was added since."
        : "";
}
