using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>The text of -WhatIf and -Confirm for a flood: packets, source, destination, rate and duration.</summary>
internal sealed record FloodPreview(LabHost Host, FloodPlan Plan, OpenFlood Asked, FloodReady Ready)
{
    /// <summary>Where it goes and where it comes from.</summary>
    public string Target => string.Create(CultureInfo.InvariantCulture, $"{Ready.Destination}{(Plan.DestinationName is string name ? $" ({name})" : "")} port {Asked.Port} from {Host}");

    /// <summary>The rest.</summary>
    public string Description => string.Join(", ", Parts());

    /// <summary>The flood would leave the host's networks at an unlimited rate.</summary>
    public bool IsUnboundedOutside => Ready.Outside && Plan.IsUnlimited;

    private IEnumerable<string> Parts()
    {
        yield return $"backend {Ready.Backend}";
        yield return $"interface {Ready.Interface}{(Asked.Inject ? " (injected into its receive path)" : "")}";
        yield return $"source {Ready.Source}";
        yield return Text($"{Asked.PacketSize} bytes a packet");
        yield return Plan.IsUnlimited ? "unlimited rate" : Plan.RatePps is double rate ? Text($"{rate:N0} packets/s") : "the rate of -Pktgen";
        yield return Asked.Count is long count ? Text($"{count:N0} {(count == 1 ? "packet" : "packets")}")
            : Asked.Duration is double seconds ? Text($"{seconds:0.###} s") : "until the sink has enough";
        yield return Text($"{Ready.Threads} {(Ready.Threads == 1 ? "thread" : "threads")}");
        yield return Text($"{Ready.Flows} {(Ready.Flows == 1 ? "flow" : "flows")}");
        if (Asked.Gso is int segments)
        {
            yield return Text($"{segments} segments a send");
        }

        if (Asked.Pktgen.Length > 0)
        {
            yield return $"pktgen's {string.Join("; ", Asked.Pktgen)}";
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
