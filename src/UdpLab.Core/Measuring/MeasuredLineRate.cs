using UdpLab.Wire;

namespace UdpLab;

/// <summary>The share of line rate that a measurement's floods and sink reached.</summary>
internal static class MeasuredLineRate
{
    /// <summary>The share of the line rate of the link the packets arrived on.</summary>
    /// <param name="measurement">The measurement.</param>
    /// <param name="speedMbps">Speed of the link; null for the interface's reported speed.</param>
    /// <exception cref="LabException">No speed, or no packet size, is known.</exception>
    public static LineRate Of(SinkMeasurement measurement, int? speedMbps)
    {
        LabNic? nic = measurement.Nic;
        int speed = speedMbps ?? LineRate.SpeedOf(nic ?? throw new LabException(FailureCode.NotSupported, "The measurement does not say which interface the packets arrived on. Give the speed of the link with -SpeedMbps.", "SpeedMbps"));
        bool ipv6 = (measurement.Flood is [var first, ..] ? first.Destination : measurement.Address).Contains(':', StringComparison.Ordinal);
        int headers = LineRate.Headers(ipv6);
        double? payload = measurement is { Packets: > 0, Bytes: long bytes } ? (double)bytes / measurement.Packets : null;
        (double Size, double? Pps)[] floods = [.. measurement.Flood?.Select(f => (f.MeanPacketSize, f.Pps)) ?? []];
        if (payload + headers is double received && (floods.Length == 0 || received > floods.Max(f => f.Size) + 0.5))
        {
            // Traffic from elsewhere, or pktgen's -Imix, which overrides PacketSize: only the average is known.
            floods = floods.Length == 0 ? [(received, null)] : [.. floods.Select(f => (received, f.Pps))];
        }

        if (floods.Length == 0)
        {
            throw new LabException(FailureCode.NotSupported, "The measurement has no packets and no flood, so their size is not known.");
        }

        bool known = measurement.Flood is not null && Array.TrueForAll(floods, f => f.Pps is not null);
        double total = floods.Sum(f => f.Pps ?? 0);

        // Floods of several sizes count by their packets; a single flood's size is known even if it sent none.
        double Average(Func<double, double> ofSize) => known && total > 0 ? floods.Sum(f => f.Pps!.Value * ofSize(f.Size)) / total : floods.Average(f => ofSize(f.Size));
        return new LineRate
        {
            Host = measurement.Host,
            Interface = speedMbps is null ? nic!.Name : null,
            SpeedMbps = speed,
            PacketSize = Average(size => size),
            Ipv6 = ipv6,
            WireSize = Average(size => LineRate.OnWire(size)),
            PayloadSize = payload ?? Average(size => Math.Max(size - headers, 0)),
            FloodPps = known ? total : null,
            SinkPps = measurement.Pps,
            Factors = measurement.Factors,
        };
    }
}
