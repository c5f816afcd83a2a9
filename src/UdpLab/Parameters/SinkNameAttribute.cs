using System.Collections;
using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Lets a parameter of sinks accept their names too, with wildcards.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SinkNameAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = Unwrapped.Of(inputData);
        return value switch
        {
            string name => Find(name),
            IList several when several.Cast<object?>().Any(one => Unwrapped.Of(one) is string) =>
                several.Cast<object?>().SelectMany(one => Unwrapped.Of(one) is string name ? Find(name) : [Unwrapped.Of(one)]).ToArray(),
            _ => inputData,
        };
    }

    private static object?[] Find(string name)
    {
        try
        {
            return [.. RunningSinks.Named(name, Wildcard.Of(name).IsMatch, CancellationToken.None)];
        }
        catch (LabException e)
        {
            // From the pipeline, a name may be a host's: this kind of failure lets another parameter take it.
            throw new ArgumentTransformationMetadataException(e.Message, new PSInvalidCastException(e.Message, e));
        }
    }
}
