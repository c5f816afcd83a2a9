using System.Net.NetworkInformation;

namespace UdpLab.Agent.Flood;

/// <summary>Default source of a flood's packets.</summary>
internal static class FloodSource
{
    /// <summary>The lowest source port.</summary>
    public const int FirstPort = 10_000;

    /// <summary>The MAC of injected frames: locally administered, and no interface's.</summary>
    public static PhysicalAddress InjectedMac { get; } = new([0x02, 0, 0, 0, 0, 0x01]);
}
