using System.Collections;
using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Lets a parameter for host names accept hosts, a testbed (for its two hosts), and any object with a Host property.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HostPatternAttribute : ArgumentTransformationAttribute
{
    /// <summary>Objects that another parameter of the cmdlet accepts from the pipeline.</summary>
    public Type? Except { get; set; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Except?.IsInstanceOfType(Unwrapped.Of(inputData)) == true
            ? inputData
            : Unwrapped.Of(inputData) is IList several
            ? several.Cast<object>().SelectMany(Names).ToArray()
            : Names(inputData).ToArray();

    private static IEnumerable<string?> Names(object given) => Unwrapped.Of(given) switch
    {
        LabTestbed bed => [bed.Generator.Name, bed.Sink.Name],
        null => [null],
        string name => [name],
        LabHost host => [host.Name],
        _ => [(PSObject.AsPSObject(given).Properties["Host"]?.Value ?? given).ToString()],
    };
}
