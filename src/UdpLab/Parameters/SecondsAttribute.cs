using System.Globalization;
using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Lets a parameter in seconds accept a TimeSpan too, or its text form with colons, such as 0:0:5.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecondsAttribute : OneValueAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object one = Of(inputData);
        return Unwrapped.Of(one) switch
        {
            TimeSpan time => time.TotalSeconds,
            string text when text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) => time.TotalSeconds,

            // The engine silently drops properties of pipeline objects that it cannot convert.
            string { Length: > 0 } text when !LanguagePrimitives.TryConvertTo(text, CultureInfo.InvariantCulture, out double _) =>
                throw new ArgumentTransformationMetadataException($"'{text}' is not a time: give seconds, as in 2.5, or hours, minutes and seconds, as in 0:0:5."),
            _ => one,
        };
    }
}
