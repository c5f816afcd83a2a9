using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Describes a run of pktgen before it starts, for -WhatIf and -Confirm.</summary>
internal static class PktgenPreview
{
    /// <summary>What each device would send.</summary>
    public static string Describe(IReadOnlyCollection<PktgenDevice> devices, double? duration)
    {
        string length = duration is double seconds ? Text($", {seconds:0.###} s at most") : "";
        return devices.Count == 0 ? "no devices" : string.Join("; ", devices.Select(Describe)) + length;
    }

    /// <summary>Devices that would send at an unlimited rate to outside the host's own networks.</summary>
    public static PktgenDevice[] UnboundedOutside(IEnumerable<PktgenDevice> devices, PktgenState state) =>
        [.. devices.Where(d => state.Outside.Contains(d.Name) && d.DelayNs is null or 0)];

    private static string Describe(PktgenDevice device)
    {
        string size = device.Imix is not null ? "sizes of -Imix" : device.PacketSize is int one ? Text($"{one} bytes per packet") : Text($"{device.MinPacketSize} to {device.MaxPacketSize} bytes per packet");
        string rate = device.RatePps is double pps ? Text($"{pps:N0} packets/s") : "unlimited rate";
        string count = device.Count is > 0 and long packets ? Text($"{packets:N0} packets") : "until stopped";
        return $"{device.Name} to {device.Destination?.ToString() ?? "no address"} port {device.DestinationPort?.ToString() ?? "9"}, source {device.Source?.ToString() ?? "the interface's"}, {size}, {rate}, {count}";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
