using System.Collections;
using System.Globalization;
using System.Management.Automation;
using UdpLab.Wire;

namespace UdpLab.Parameters;

/// <summary>Lets a CPU parameter accept lists in the kernel's notation too: '0-3,8', also mixed with numbers.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CpuListAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = Unwrapped.Of(inputData);
        object[] parts = value is IEnumerable several and not string ? [.. several.Cast<object>().Select(one => Unwrapped.Of(one)!)] : [value];
        return Array.Exists(parts, p => p is string) ? parts.SelectMany(Cpus).ToArray() : inputData;
    }

    private static IEnumerable<int> Cpus(object part)
    {
        string text = OneValueAttribute.TextOf(part).Trim();
        try
        {
            // Plain numbers are checked later with the others: -1 is a CPU that is not online.
            return int.TryParse(text, CultureInfo.InvariantCulture, out int cpu) ? [cpu] : CpuText.ParseList(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new ArgumentTransformationMetadataException($"'{text}' is not a list of CPUs: give numbers and ranges, as in '0-3,8'.", e);
        }
    }
}
