using System.Globalization;
using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Lets a parameter in seconds take a TimeSpan too, or one as text with colons, as in 0:0:5.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecondsAttribute : OneValueAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object one = Of(inputData);
        return Unwrapped(one) switch
        {
            TimeSpan time => time.TotalSeconds,
            string text when text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) => time.TotalSeconds,

            // The engine drops what a pipeline object has and it cannot convert, without a word.
            string { Length: > 0 } text when !LanguagePrimitives.TryConvertTo(text, CultureInfo.InvariantCulture, out double _) =>
                throw new ArgumentTransformationMetadataException($"'{text}' is no time: give seconds, as in 2.5, or hours, minutes and seconds, as in 0:0:5."),
            _ => one,
        };
    }
}
