using System.Collections;
using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Accepts a search's result or trial for its measurements.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MeasurementsOfAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Unwrapped.Of(inputData) switch
    {
        ThroughputResult result => Of(result.Trials),
        ThroughputTrial trial => Of([trial]),
        IList several when several.Cast<object?>().Any(one => Unwrapped.Of(one!) is ThroughputResult or ThroughputTrial) =>
            several.Cast<object>().SelectMany<object, object>(one => Transform(engineIntrinsics, one) is SinkMeasurement[] measured ? measured : [one]).ToArray(),
        _ => inputData,
    };

    private static SinkMeasurement[] Of(IEnumerable<ThroughputTrial> trials) => trials.Select(trial => trial.Measurement).OfType<SinkMeasurement>().ToArray() is { Length: > 0 } measured
        ? measured
        : throw new ArgumentTransformationMetadataException("No packet arrived in the trial, or it failed: it has no measurement.");
}
