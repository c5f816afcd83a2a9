using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Whether the interfaces of a path were there all the time between two readings of their counters.</summary>
internal static class PathWatch
{
    /// <summary>What happened to each, in sentences; nothing where they are as they were.</summary>
    /// <param name="host">Whose they are.</param>
    /// <param name="before">The first reading.</param>
    /// <param name="after">The second.</param>
    public static IEnumerable<string> Changes(string host, Counters before, Counters after)
    {
        foreach (DeviceCounters now in after.Devices)
        {
            if (Array.Find(before.Devices, d => d.Name == now.Name) is { Index: not null } old && Change(old, now) is { } change)
            {
                yield return $"Interface {now.Name} of {host} {change}: what passed or was dropped there is not all counted.";
            }
        }
    }

    /// <summary>One of them is not there, or not up, at the second reading: nothing passes there any more.</summary>
    public static bool IsCut(Counters before, Counters after) => after.Devices.Any(now =>
        Array.Find(before.Devices, d => d.Name == now.Name) is { Index: not null } old && (now.Index != old.Index || (old.Up == true && now.Up == false)));

    private static string? Change(DeviceCounters old, DeviceCounters now) => now switch
    {
        { Index: null } => "went away meanwhile",
        _ when now.Index != old.Index => "was replaced by another of its name meanwhile",
        { Up: false } when old.Up == true => "was set down meanwhile",
        _ when now.CarrierChanges - old.CarrierChanges is > 0 and var changes => string.Create(CultureInfo.InvariantCulture, $"lost or got its link meanwhile ({changes} times, carrier_changes)"),
        _ => null,
    };
}
