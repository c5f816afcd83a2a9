using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>The text of -WhatIf and -Confirm for a flood: packets, source, destination, rate and duration.</summary>
internal sealed record FloodPreview(LabHost Host, FloodPlan Plan, OpenFlood Asked, FloodReady Ready)
{
    /// <summary>Where it goes and where it comes from.</summary>
    public string Target => string.Create(CultureInfo.InvariantCulture, $"{Ready.Destination}{(Plan.DestinationName is string name ? $" ({name})" : "")} port {Asked.Port} from {Host}");

    /// <summary>Everything else.</summary>
    public string Description => string.Join(", ", Parts());

    /// <summary>The flood would leave the host's networks at an unlimited rate.</summary>
    public bool IsUnboundedOutside => Ready.Outside && Plan.IsUnlimited;

    /// <summary>What of the parameters makes no sense together.</summary>
    public IEnumerable<string> Warnings => [.. FloodCombinations.Warnings(Plan, Asked, Ready), .. Ready.Warnings];

    private IEnumerable<string> Parts()
    {
        yield return $"backend {Ready.Backend}{(!Ready.NeedsTrial ? "" : Plan.Backend == FloodBackend.Xdp ? " (if a trial frame gets through)" : " (Socket if a trial frame does not get through)")}";
        yield return $"interface {Ready.Interface}{(Asked.Inject ? " (injected into its receive path)" : "")}";
        yield return $"source {Ready.Source}";
        yield return Plan.Payloads.Length > 0 ? Payloads() : Text($"{Asked.PacketSize} bytes per packet");
        yield return Plan.StepRates.Length > 0 ? Ramp(Plan.StepRates, Plan.StepSeconds ?? 0) : Plan.IsUnlimited ? "unlimited rate" : Plan.RatePps is double rate ? Text($"{rate:N0} packets/s") : "the rate of -Pktgen";
        yield return Asked.Count is long count ? Text($"{count:N0} {(count == 1 ? "packet" : "packets")}")
            : Asked.Duration is double seconds ? Text($"{seconds:0.###} s") : "until the sink has enough";
        yield return Text($"{Ready.Threads} {(Ready.Threads == 1 ? "thread" : "threads")}");
        yield return Text($"{Ready.Flows} {(Ready.Flows == 1 ? "flow" : "flows")}");
        if (Asked.Gso is int segments)
        {
            yield return Text($"{segments} segments per send");
        }

        if (Asked.Pktgen.Length > 0)
        {
            yield return $"pktgen's {string.Join("; ", Asked.Pktgen)}";
        }
    }

    private string Payloads()
    {
        int[] sizes = [.. Plan.Payloads.Select(payload => payload.Length).Order()];
        string which = Plan.PayloadHeader ? " with pktgen's header" : "";
        return sizes.Length == 1 ? Text($"a payload of {sizes[0]} {(sizes[0] == 1 ? "byte" : "bytes")}{which} ({Asked.PacketSize} bytes per packet)") : Text($"{sizes.Length} payloads of {sizes[0]} to {sizes[^1]} bytes in turn{which} ({Asked.PacketSize} bytes per packet at most)");
    }

    private static string Ramp(double[] rates, double seconds)
    {
        const int most = 6;
        string each = rates.Length > most
            ? Text($"{rates.Length} rates from {rates.Min():N0} to {rates.Max():N0} packets/s")
            : string.Join(", ", rates.Select(r => r.ToString("N0", CultureInfo.InvariantCulture))) + " packets/s";
        return Text($"a ramp of {each} for {seconds:0.###} s each");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
