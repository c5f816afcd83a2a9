using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Checks that the interfaces of a path stayed in place between two readings of their counters.</summary>
internal static class PathWatch
{
    /// <summary>A sentence for each interface that changed; empty if none did.</summary>
    /// <param name="host">The host they are on.</param>
    /// <param name="before">The first reading.</param>
    /// <param name="after">The second.</param>
    public static IEnumerable<string> Changes(string host, Counters before, Counters after)
    {
        foreach (DeviceCounters now in after.Devices)
        {
            if (Array.Find(before.Devices, d => d.Name == now.Name) is { Index: not null } old && Change(old, now) is { } change)
            {
                yield return $"Interface {now.Name} of {host} {change}: not all packets that passed or were dropped there are counted.";
            }
        }
    }

    /// <summary>True if an interface is gone or down at the second reading, so no packets can pass.</summary>
    public static bool IsCut(Counters before, Counters after) => after.Devices.Any(now =>
        Array.Find(before.Devices, d => d.Name == now.Name) is { Index: not null } old && (now.Index != old.Index || (old.Up == true && now.Up == false)));

    private static string? Change(DeviceCounters old, DeviceCounters now) => now switch
    {
        { Index: null } => "was removed or renamed during the measurement",
        _ when now.Index != old.Index => "was replaced by another one of the same name during the measurement",
        { Up: false } when old.Up == true => "was set down during the measurement",
        _ when now.CarrierChanges - old.CarrierChanges is > 0 and var changes => string.Create(CultureInfo.InvariantCulture, $"lost or regained its link during the measurement ({changes} times, carrier_changes)"),
        _ => null,
    };
}
