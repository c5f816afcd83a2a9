using System.Collections;
using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>
/// Lets a host parameter accept the name of a host of this session, a testbed, and any object with a Host property: an
/// interface, a measurement, a finding, a row of a table.
/// </summary>
/// <param name="end">The host to use if a testbed is given.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LabHostNameAttribute(TestbedEnd end = TestbedEnd.Both) : ArgumentTransformationAttribute
{
    /// <summary>The host to use if a testbed is given.</summary>
    public TestbedEnd End => end;

    /// <summary>The parameter accepts only one host.</summary>
    public bool One { get; init; }

    /// <summary>Objects that another parameter of the cmdlet accepts from the pipeline.</summary>
    public Type[] Except { get; set; } = [];

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = Unwrapped.Of(One ? OneValueAttribute.Of(inputData, isText: true) : inputData);
        object?[] given = value is IList several ? [.. several.Cast<object?>()] : [value];
        object?[] hosts = [.. given.SelectMany(Hosts)];
        return value is IList || hosts.Length > 1 ? hosts.All(h => h is LabHost) ? [.. hosts.Cast<LabHost>()] : hosts : hosts[0];
    }

    private object?[] Hosts(object? given)
    {
        object? value = Unwrapped.Of(given);
        return value switch
        {
            string name => [Find(name)],
            LabTestbed bed => end switch
            {
                TestbedEnd.Generator => [bed.Generator],
                TestbedEnd.Sink => [bed.Sink],
                _ => [bed.Generator, bed.Sink],
            },
            null or LabHost => [value],
            _ when Array.Exists(Except, other => other.IsInstanceOfType(value)) => [value],
            _ => [HostOf(given!) ?? value],
        };
    }

    private static LabHost? HostOf(object given) => Unwrapped.Of(PSObject.AsPSObject(given).Properties["Host"]?.Value) switch
    {
        LabHost host => host,
        string { Length: > 0 } name => Find(name),
        _ => null,
    };

    private static LabHost Find(string name)
    {
        try
        {
            return LabHosts.Find(name);
        }
        catch (LabException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}
