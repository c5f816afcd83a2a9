using System.Globalization;
using System.Text.Json;

namespace UdpLab;

/// <summary>A column of the flat form of a measurement, which CSV and Parquet share.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its values: string, bool, long, double or DateTimeOffset. All except bool are nullable.</param>
/// <param name="Value">Reads its value from a measurement.</param>
internal sealed record FlatColumn(string Name, Type Type, Func<SinkMeasurement, object?> Value)
{
    /// <summary>
    /// All columns in order. The order is fixed: new ones are added at the end, in a new minor version of the schema, and there
    /// are at most 40.
    /// </summary>
    public static IReadOnlyList<FlatColumn> All { get; } =
    [
        Text("Host", m => m.Host.Name),
        Text("Kernel", m => m.Environment.Kernel),
        Text("CpuModel", m => m.Environment.CpuModel),
        new("Started", typeof(DateTimeOffset), m => m.Started),
        Text("State", m => m.State.ToString()),
        Text("Method", m => m.Method.ToString()),
        Text("Interface", m => m.Nic?.Name ?? m.Interface),
        Text("Address", m => m.Address),
        Whole("Port", m => m.Port),
        Whole("Sockets", m => m.Sockets),
        Whole("Batch", m => m.Batch),
        new("Gro", typeof(bool), m => m.Gro),
        Text("Backend", m => Each(m, f => f.Backend.ToString())),
        Text("Generator", m => Each(m, f => f.Host.Name)),
        Whole("PacketSize", m => Same(m, f => f.PacketSize)),
        Whole("Flows", m => Sum(m, f => f.Flows)),
        Number("RatePps", m => m.Flood is { Count: > 0 } floods && floods.All(f => f.RatePps is not null) ? floods.Sum(f => f.RatePps) : null),
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
        Text("Notes", m => m.Notes.Count == 0 ? null : string.Join("; ", m.Notes.Select(n => n.Code))),
    ];

    /// <summary>A value's text in CSV: invariant, times in ISO 8601, empty for null.</summary>
    public string TextOf(SinkMeasurement measurement) => Value(measurement) switch
    {
        DateTimeOffset time => time.ToString("o", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static FlatColumn Text(string name, Func<SinkMeasurement, string?> value) => new(name, typeof(string), value);

    private static FlatColumn Whole(string name, Func<SinkMeasurement, long?> value) => new(name, typeof(long), m => value(m));

    private static FlatColumn Number(string name, Func<SinkMeasurement, double?> value) => new(name, typeof(double), m => value(m));

    private static string? Each(SinkMeasurement measurement, Func<UdpFlood, string> text) => measurement.Flood is { } floods ? string.Join("; ", floods.Select(text).Distinct()) : null;

    private static long? Sum(SinkMeasurement measurement, Func<UdpFlood, long?> number) => measurement.Flood is { Count: > 0 } floods && floods.All(f => number(f) is not null) ? floods.Sum(number) : null;

    private static long? Same(SinkMeasurement measurement, Func<UdpFlood, long> number) => measurement.Flood?.Select(number).Distinct().ToArray() is [var one] ? one : null;
}
