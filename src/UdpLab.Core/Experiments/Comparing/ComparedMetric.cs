using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A number of a measurement that can be compared: a property, or a counter of the ledger.</summary>
internal sealed record ComparedMetric
{
    // Names, by their last part, for which smaller is better.
    private static readonly string[] _less =
    [
        "Seconds", "Microseconds", "Percent", "Lost", "Loss", "Losses", "OutOfOrder", "Duplicates", "BadMagic", "Wakeups", "Unexplained", "Difference", "Drops", "Errors", "Cost", "Dropped", "Missed",
    ];

    private static readonly string[] _rates = ["Pps", "PayloadMbps", "NsPerPacket", "CpuNsPerPacket", "UserNsPerPacket", "SystemNsPerPacket", "LossPercent"];

    private const string Choices = "Use Pps, CpuNsPerPacket, LossPercent, Latency.P99Microseconds or any other number of a measurement, or a counter such as RcvbufErrors.";

    private readonly string? _path;

    private ComparedMetric(string name, string? path, bool lessIsBetter)
    {
        Name = name;
        _path = path;
        LessIsBetter = lessIsBetter;
    }

    /// <summary>The property's path, or the counter's name.</summary>
    public string Name { get; }

    /// <summary>Smaller values are better.</summary>
    public bool LessIsBetter { get; }

    /// <summary>A counter of the ledger.</summary>
    public bool IsCounter => _path is null;

    /// <summary>Whether it grows with the length of the measurement.</summary>
    public bool IsTotal => !Array.Exists(_rates, r => r == Name) && !Name.StartsWith(nameof(SinkMeasurement.Latency) + ".", StringComparison.Ordinal) && !Name.EndsWith("Pps", StringComparison.Ordinal);

    /// <summary>Whether it depends on how losses were determined.</summary>
    public bool IsLoss => Name is nameof(SinkMeasurement.Lost) or nameof(SinkMeasurement.LossPercent);

    /// <summary>Finds a metric by its name.</summary>
    /// <exception cref="LabException">There is none of this name.</exception>
    public static ComparedMetric Find(string name, IEnumerable<SinkMeasurement> measurements)
    {
        if (PropertyPath.Resolve(name) is { } path)
        {
            return PropertyPath.IsNumber(PropertyPath.TypeOf(path)!)
                ? new ComparedMetric(path, path, IsBetterLow(path.Split('.')[^1]))
                : throw new LabException(FailureCode.InvalidArgument, $"-Metric {name} is not a number. {Choices}", "Metric");
        }

        const string ledger = nameof(SinkMeasurement.Ledger) + ".";
        string counter = name.StartsWith(ledger, StringComparison.OrdinalIgnoreCase) ? name[ledger.Length..] : name;
        return measurements.SelectMany(m => m.Ledger.Entries).FirstOrDefault(e => e.Counter.Equals(counter, StringComparison.OrdinalIgnoreCase)) is { } entry
            ? new ComparedMetric(entry.Counter, null, entry.IsLoss)
            : throw new LabException(FailureCode.InvalidArgument, $"-Metric {name} is neither a property of a measurement nor a counter in a ledger. {Choices}", "Metric");
    }

    /// <summary>The value of a measurement; null if it has none.</summary>
    public double? Read(SinkMeasurement measurement)
    {
        if (_path is null)
        {
            return measurement.Ledger.Entries.Where(e => e.Counter.Equals(Name, StringComparison.OrdinalIgnoreCase)).Sum(e => (double)e.Packets);
        }

        object? value = PropertyPath.Read(measurement, _path);
        return value is IConvertible && PropertyPath.IsNumber(value.GetType()) && Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number && double.IsFinite(number) ? number : null;
    }

    private static bool IsBetterLow(string name) => name.Contains("NsPer", StringComparison.Ordinal) || Array.Exists(_less, end => name.EndsWith(end, StringComparison.Ordinal));
}
