using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Accepts a profile, a measurement with one (which also gives the number of packets), or the name of a profile file.</summary>
internal sealed class PerfProfileSourceAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = Unwrapped.Of(inputData);
        return value switch
        {
            PerfProfile => value,
            string path => Read(engineIntrinsics, path),
            FileInfo file => Read(engineIntrinsics, file.FullName),
            SinkMeasurement measurement => OfMeasurement(measurement),
            _ => inputData,
        };
    }

    private static PerfProfile OfMeasurement(SinkMeasurement measurement) => measurement.Profile is PerfProfile profile
        ? profile with { Packets = profile.Packets ?? measurement.Packets }
        : throw new ArgumentTransformationMetadataException("The measurement has no profile: take it with Measure-Sink -Profile.");

    private static PerfProfile Read(EngineIntrinsics engine, string path)
    {
        string full = engine.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
        try
        {
            IReadOnlyList<PerfProfile> profiles = PerfReader.ReadFile(full, PerfFormat.Auto, CancellationToken.None);
            return profiles.Count == 1 ? profiles[0] : throw new ArgumentTransformationMetadataException($"{path} has {profiles.Count} events ({string.Join(", ", profiles.Select(p => p.Event))}): import it with Import-PerfProfile -Event and give one of them.");
        }
        catch (Exception e) when (e is LabException or PerfTextException)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}
