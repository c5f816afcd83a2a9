using System.Collections;
using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Accepts a list of sizes with numbers, ranges as text (an argument '60..1514' is text to PowerShell), mixes and names.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FrameMixesAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = Unwrapped.Of(inputData);
        try
        {
            return value is IList several ? several.Cast<object?>().SelectMany(Of).ToArray() : Of(value);
        }
        catch (FormatException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }

    private static FrameMix[] Of(object? given) => Unwrapped.Of(given) switch
    {
        FrameMix mix => [mix],
        IDictionary weights => [new FrameMix(weights)],
        null => FrameMixText.Parse(""),
        { } one => FrameMixText.Parse(OneValueAttribute.TextOf(one)),
    };
}
