using UdpLab.Wire;

namespace UdpLab;

/// <summary>What measurements are grouped by: a factor of an experiment, or a property.</summary>
internal sealed class MeasurementKey
{
    private readonly string? _path;

    private MeasurementKey(string name, string? path)
    {
        Name = name;
        _path = path;
    }

    /// <summary>The factor's name, or the property's path.</summary>
    public string Name { get; }

    /// <summary>Finds a factor, or a property if there is no factor of this name.</summary>
    /// <exception cref="LabException">Neither exists.</exception>
    public static MeasurementKey Find(string name, string parameter, IReadOnlyList<SinkMeasurement> measurements)
    {
        if (Factors(measurements).FirstOrDefault(f => f.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } factor)
        {
            return new MeasurementKey(factor, null);
        }

        if (PropertyPath.Resolve(name) is { } path)
        {
            return new MeasurementKey(name.Contains('.') ? path : path.Split('.')[^1], path);
        }

        string[] factors = [.. Factors(measurements)];
        string choices = factors.Length > 0 ? $"the factors are {string.Join(", ", factors)}; properties such as Method and Kernel work too" : "these measurements have no factors; use a property such as Method or Kernel";
        throw new LabException(FailureCode.InvalidArgument, $"-{parameter} {name} is neither a factor nor a property of the measurements: {choices}.", parameter);
    }

    /// <summary>Names of all factors, in their order.</summary>
    public static IEnumerable<string> Factors(IEnumerable<SinkMeasurement> measurements) => measurements.SelectMany(m => m.Factors.Keys).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The value of a measurement.</summary>
    public object? Read(SinkMeasurement measurement) => _path is null ? measurement.Factors.GetValueOrDefault(Name) : PropertyPath.Read(measurement, _path);

    /// <summary>
    /// The values of measurements in their order. Texts are in the order in which their sweep was given them, where that is known:
    /// the order of measuring is random.
    /// </summary>
    public IReadOnlyList<string> Levels(IReadOnlyList<SinkMeasurement> measurements) => FactorText.InOrder(measurements.Select(Read), _path is not null ? [] :
    [
        .. measurements.Select(SweepStory.Of).OfType<SweepStory>().Distinct()
            .SelectMany(story => story.Sweep.Factors).Where(factor => factor.Name.Equals(Name, StringComparison.OrdinalIgnoreCase))
            .SelectMany(factor => factor.Values).Select(value => value == "$null" ? FactorText.None : FactorText.Of(value)).Distinct(StringComparer.OrdinalIgnoreCase),
    ]);

    /// <summary>The value as text.</summary>
    public string Text(SinkMeasurement measurement) => FactorText.Of(Read(measurement));
}
