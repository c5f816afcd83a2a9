using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Lets a CPU parameter accept a number, a list, a text or a table.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CpuAssignmentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = Unwrapped.Of(inputData);
        try
        {
            return value switch
            {
                CpuAssignment assignment => assignment,
                IDictionary table => new CpuAssignment(table),
                IEnumerable several and not string => new CpuAssignment(string.Join(',', several.Cast<object>().Select(Text))),
                _ => new CpuAssignment(Text(value)),
            };
        }
        catch (FormatException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }

    private static string Text(object value) => Convert.ToString(Unwrapped.Of(value), CultureInfo.InvariantCulture) ?? "";
}
