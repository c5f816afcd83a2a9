using System.Globalization;
using System.Management.Automation;
using System.Net.NetworkInformation;

namespace UdpLab.Parameters;

/// <summary>
/// One value of a type. The engine silently drops a property of a pipeline object that it cannot convert: a rate of 10k in a
/// table would flood without a limit.
/// </summary>
/// <typeparam name="T">The parameter's type.</typeparam>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneValueAttribute<T> : OneValueAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Checked(base.Transform(engineIntrinsics, inputData));

    /// <summary>Converts a value; text that does not represent one is refused.</summary>
    public static object Checked(object one)
    {
        if (Unwrapped.Of(one) is not string text)
        {
            return one;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            // The engine converts it to 0, and 0 to "not given".
            throw new ArgumentTransformationMetadataException("It is empty: give a value, or omit it (in a table, omit the column).");
        }

        // Export-Csv writes switches as True and False, which the engine does not convert back.
        if (typeof(T) == typeof(SwitchParameter) && bool.TryParse(text, out bool on))
        {
            return on;
        }

        try
        {
            _ = LanguagePrimitives.ConvertTo(text, typeof(T), CultureInfo.InvariantCulture);
            return one;
        }
        catch (PSInvalidCastException e)
        {
            throw new ArgumentTransformationMetadataException(Wanted is { } wanted ? $"'{text}' is {wanted}." : e.GetBaseException().Message, e);
        }
    }

    /// <summary>Why the text is invalid, and what is expected; null if the type's own message says so.</summary>
    private static string? Wanted => typeof(T).IsEnum ? $"none of {string.Join(", ", Enum.GetNames(typeof(T)))}"
        : typeof(T) == typeof(double) ? "not a number: give digits, as in 2500 or 0.5"
        : typeof(T) == typeof(SwitchParameter) || typeof(T) == typeof(bool) ? "neither True nor False"
        : typeof(T).IsPrimitive ? "not a whole number in range: give digits, as in 2500"
        : typeof(T) == typeof(PhysicalAddress) ? "not a MAC address: give six pairs of hexadecimal digits, as in 02:00:5e:00:53:01"
        : null;
}
