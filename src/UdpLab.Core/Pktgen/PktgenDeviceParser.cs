using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Parses a device's file into properties named like its settings.</summary>
internal static class PktgenDeviceParser
{
    private const string FlowAtRandom = "FLOW_RND", ServiceParameterIndex = "spi:", NodeBefore417 = "NODE_ALLOC";

    /// <summary>The device; what is missing or damaged in the text is null.</summary>
    /// <param name="host">The host it is on.</param>
    /// <param name="file">Its file.</param>
    /// <param name="running">Its thread lists it as running.</param>
    public static PktgenDevice Parse(LabHost host, PktgenFile file, bool running)
    {
        PktgenText text = PktgenText.Parse(file.Text);
        Dictionary<string, string> p = text.Parameters;
        bool ipv6 = text.Flags.Contains("IPV6");
        return new PktgenDevice
        {
            Host = host,
            Name = file.Name,
            Thread = file.Cpu,
            State = StateOf(text, running),
            Sent = text.SoFar,
            Errors = text.Errors,
            Seconds = text.RunSeconds ?? Elapsed(text),
            Result = text.Result,
            Count = Number<long>(p, nameof(PktgenDevice.Count)),
            DelayNs = Number<ulong>(p, nameof(PktgenDevice.DelayNs)),
            MinPacketSize = Number<int>(p, nameof(PktgenDevice.MinPacketSize)),
            MaxPacketSize = Number<int>(p, nameof(PktgenDevice.MaxPacketSize)),
            Imix = Made(p, KeyOf(nameof(PktgenDevice.Imix)), value => new PktgenImix(value)),
            CloneSkb = Number<int>(p, nameof(PktgenDevice.CloneSkb)),
            Burst = Number<int>(p, nameof(PktgenDevice.Burst)),
            Frags = Number<int>(p, nameof(PktgenDevice.Frags)),
            NumaNode = Number<int>(p, nameof(PktgenDevice.NumaNode)),
            XmitMode = ModeOf(p.GetValueOrDefault(KeyOf(nameof(PktgenDevice.XmitMode)))),
            Flag = [.. text.Flags.Where(f => f != FlowAtRandom && !f.StartsWith(ServiceParameterIndex, StringComparison.Ordinal)).Select(f => f == NodeBefore417 ? nameof(PktgenFlag.NODE) : f)],
            Flows = Number<int>(p, nameof(PktgenDevice.Flows)),
            FlowLength = Number<int>(p, nameof(PktgenDevice.FlowLength)),
            Destination = ipv6 ? Addresses6(p, "daddr", "min_daddr", "max_daddr") : Addresses(p, "dst_min", "dst_max"),
            Source = ipv6 ? Addresses6(p, "saddr", "min_saddr", "max_saddr") : Addresses(p, "src_min", "src_max"),
            DestinationMac = Mac(p, nameof(PktgenDevice.DestinationMac)),
            SourceMac = Mac(p, nameof(PktgenDevice.SourceMac)),
            DestinationMacCount = Number<int>(p, nameof(PktgenDevice.DestinationMacCount)),
            SourceMacCount = Number<int>(p, nameof(PktgenDevice.SourceMacCount)),
            DestinationPort = Range(p, nameof(PktgenDevice.DestinationPort)),
            SourcePort = Range(p, nameof(PktgenDevice.SourcePort)),
            QueueMap = Range(p, nameof(PktgenDevice.QueueMap)),
            VlanId = Number<int>(p, nameof(PktgenDevice.VlanId)),
            VlanPriority = Number<int>(p, nameof(PktgenDevice.VlanPriority)),
            VlanCfi = Number<int>(p, nameof(PktgenDevice.VlanCfi)),
            SvlanId = Number<int>(p, nameof(PktgenDevice.SvlanId)),
            SvlanPriority = Number<int>(p, nameof(PktgenDevice.SvlanPriority)),
            SvlanCfi = Number<int>(p, nameof(PktgenDevice.SvlanCfi)),
            MplsLabel = Made(p, KeyOf(nameof(PktgenDevice.MplsLabel)), value => (uint[])[.. value.Split(',').Select(l => uint.Parse(l.Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))]),
            Tos = Hexadecimal(p, nameof(PktgenDevice.Tos)),
            TrafficClass = Hexadecimal(p, nameof(PktgenDevice.TrafficClass)),
            SkbPriority = Number<int>(p, nameof(PktgenDevice.SkbPriority)),
            Spi = text.Flags.FirstOrDefault(f => f.StartsWith(ServiceParameterIndex, StringComparison.Ordinal)) is { } spi && uint.TryParse(spi.AsSpan(ServiceParameterIndex.Length), NumberStyles.None, CultureInfo.InvariantCulture, out uint index) ? index : null,
        };
    }

    private static PktgenDeviceState StateOf(PktgenText text, bool running) => text switch
    {
        _ when running || text.Result == "Starting" => PktgenDeviceState.Running,
        { RunSeconds: not null } => text.SoFar < (Number<long>(text.Parameters, nameof(PktgenDevice.Count)) ?? 0) ? PktgenDeviceState.Stopped : PktgenDeviceState.Completed,
        { Result: "Idle" or "" } => PktgenDeviceState.Idle,
        _ => text.Result.StartsWith("OK", StringComparison.Ordinal) ? PktgenDeviceState.Idle : PktgenDeviceState.Failed,
    };

    /// <summary>While the device runs, "stopped" is the current time; the result of a run only stays until the next command.</summary>
    private static double Elapsed(PktgenText text)
    {
        long started = Microseconds(text, "started"), stopped = Microseconds(text, "stopped");
        return stopped > started ? (stopped - started) / 1e6 : 0;
    }

    private static long Microseconds(PktgenText text, string key) =>
        text.Current.GetValueOrDefault(key) is { } value && value.EndsWith("us", StringComparison.Ordinal) && long.TryParse(value.AsSpan(0, value.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static PktgenXmitMode? ModeOf(string? text) => text switch
    {
        "netif_receive" => PktgenXmitMode.netif_receive,
        "xmit_queue" or "queue_xmit" => PktgenXmitMode.queue_xmit,
        "start_xmit" => PktgenXmitMode.start_xmit,
        _ => null,
    };

    /// <summary>The file's key of a setting that has one.</summary>
    private static string KeyOf(string setting) => PktgenVocabulary.Single(setting).Key;

    private static T? Number<T>(Dictionary<string, string> p, string setting)
        where T : struct, IParsable<T> => T.TryParse(p.GetValueOrDefault(KeyOf(setting)), CultureInfo.InvariantCulture, out T number) ? number : null;

    private static PktgenRange? Range(Dictionary<string, string> p, string setting)
    {
        (string least, string most) = PktgenVocabulary.Of(setting) is [var first, var last] ? (first.Key, last.Key) : throw new InvalidOperationException($"{setting} is not a pktgen range.");
        return Made(p, least, from => new PktgenRange(p.GetValueOrDefault(most, from) is var to && to == from ? from : $"{from}-{to}"));
    }

    private static PktgenAddressRange? Addresses(Dictionary<string, string> p, string least, string most)
    {
        string last = p.GetValueOrDefault(most, "");
        return Made(p, least, first => new PktgenAddressRange(last.Length == 0 || last == first ? first : $"{first}-{last}"));
    }

    private static PktgenAddressRange? Addresses6(Dictionary<string, string> p, string single, string least, string most)
    {
        string last = p.GetValueOrDefault(most, "::");
        return p.GetValueOrDefault(least, "::") is not "::" and var first
            ? Made(p, least, _ => new PktgenAddressRange($"{first}-{last}"))
            : Made(p, single, value => new PktgenAddressRange(value));
    }

    private static PhysicalAddress? Mac(Dictionary<string, string> p, string setting) => Made(p, KeyOf(setting), PhysicalAddress.Parse) is { } mac && mac.GetAddressBytes().Length == 6 ? mac : null;

    private static byte? Hexadecimal(Dictionary<string, string> p, string setting) =>
        p.GetValueOrDefault(KeyOf(setting)) is { } value && value.StartsWith("0x", StringComparison.Ordinal) && byte.TryParse(value.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte number) ? number : null;

    /// <summary>Converts a text to a value; null if it is missing or not valid (the kernel keeps 1.2.3.999 as given).</summary>
    private static T? Made<T>(Dictionary<string, string> p, string key, Func<string, T> make)
        where T : class
    {
        try
        {
            return p.GetValueOrDefault(key) is { Length: > 0 } value ? make(value) : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }
}
