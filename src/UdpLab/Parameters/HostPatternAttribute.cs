using System.Collections;
using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Lets a parameter for names of hosts take the hosts, a testbed's two, and whatever has a property Host.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HostPatternAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Unwrapped.Of(inputData) is IList several
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
