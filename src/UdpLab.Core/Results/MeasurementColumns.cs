using System.Text.Json;
using Column = UdpLab.FlatColumn;

namespace UdpLab;

/// <summary>The columns of measurements. They are fixed: new ones are added at the end, in a new minor version of the schema, and there are at most 40.</summary>
internal static class MeasurementColumns
{
    public static IReadOnlyList<FlatColumn> All { get; } =
    [
        Text("Host", m => m.Host.Name),
        Text("Kernel", m => m.Environment.Kernel),
        Text("CpuModel", m => m.Environment.CpuModel),
        Of("Started", typeof(DateTimeOffset), m => m.Started),
        Text("State", m => m.State.ToString()),
        Text("Method", m => m.Method?.ToString() ?? m.Process),
        Text("Interface", m => m.Nic?.Name ?? m.Interface),
        Text("Address", m => m.Address),
        Whole("Port", m => m.Port),
        Whole("Sockets", m => m.Sockets),
        Whole("Batch", m => m.Batch),
        Of("Gro", typeof(bool), m => m.Gro),
        Text("Backend", m => Each(m, f => f.Backend.ToString())),
        Text("Generator", m => Each(m, f => f.Host.Name)),
        Whole("PacketSize", m => Same(m, f => f.PacketSize)),
        Whole("Flows", m => Sum(m, f => f.Flows)),
        Number("RatePps", m => m.Steps.Count == 0 && m.Flood is { Count: > 0 } floods && floods.All(f => f.RatePps is not null) ? floods.Sum(f => f.RatePps) : null),
        Whole("Sent", m => m.Ledger.Sent ?? Sum(m, f => f.Sent)),
        Number("SentPps", m => m.Flood is { Count: > 0 } floods && floods.All(f => f.Pps is not null) ? floods.Sum(f => f.Pps) : null),
        Whole("Packets", m => m.Packets),
        Whole("Bytes", m => m.Bytes),
        Number("Seconds", m => m.Seconds),
        Number("Pps", m => m.Pps),
        Number("NsPerPacket", m => m.NsPerPacket),
        Number("PayloadMbps", m => m.PayloadMbps),
        Whole("Lost", m => m.Lost),
        Number("LossPercent", m => m.LossPercent),
        Text("BiggestLoss", m => m.BiggestLoss),
        Whole("Unexplained", m => m.Ledger.Unexplained),
        Whole("OutOfOrder", m => m.OutOfOrder),
        Whole("Duplicates", m => m.Duplicates),
        Number("CpuSeconds", m => m.CpuSeconds),
        Number("CpuNsPerPacket", m => m.CpuNsPerPacket),
        Whole("Wakeups", m => m.Wakeups),
        Number("LatencyP50Microseconds", m => m.Latency?.P50Microseconds),
        Number("LatencyP99Microseconds", m => m.Latency?.P99Microseconds),
        Text("Factors", m => m.Factors.Count == 0 ? null : JsonSerializer.Serialize(m.Factors, ResultContract.Options)),
        Whole("Repeat", m => m.Repeat),
        Whole("Position", m => m.Position),

        // There is no column for the clock; without it a row would be read as time.
        Text("Notes", m => m.Notes.Count == 0 && m.Clock == LabClock.WallClock ? null : string.Join("; ", [.. m.Clock == LabClock.WallClock ? [] : new[] { "Clock" + m.Clock }, .. m.Notes.Select(n => n.Code.ToString())])),
    ];

    private static FlatColumn Text(string name, Func<SinkMeasurement, string?> value) => Of(name, typeof(string), value);

    private static FlatColumn Whole(string name, Func<SinkMeasurement, long?> value) => Of(name, typeof(long), m => value(m));

    private static FlatColumn Number(string name, Func<SinkMeasurement, double?> value) => Of(name, typeof(double), m => value(m));

    private static FlatColumn Of(string name, Type type, Func<SinkMeasurement, object?> value) => new(name, type, row => value((SinkMeasurement)row));

    private static string? Each(SinkMeasurement measurement, Func<UdpFlood, string> text) => measurement.Flood is { } floods ? string.Join("; ", floods.Select(text).Distinct()) : null;

    private static long? Sum(SinkMeasurement measurement, Func<UdpFlood, long?> number) => measurement.Flood is { Count: > 0 } floods && floods.All(f => number(f) is not null) ? Delta.Sum(floods.Select(f => number(f)!.Value)) : null;

    private static long? Same(SinkMeasurement measurement, Func<UdpFlood, long> number) => measurement.Flood?.Select(number).Distinct().ToArray() is [var one] ? one : null;
}
