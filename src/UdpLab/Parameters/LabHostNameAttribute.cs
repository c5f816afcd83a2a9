using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Lets a -LabHost parameter take the name of a host this session knows.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LabHostNameAttribute : ArgumentTransformationAttribute
{
    /// <summary>The parameter takes one host.</summary>
    public bool One { get; init; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        inputData = One ? OneValueAttribute.Of(inputData, isText: true) : inputData;
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            string name => Find(name),
            System.Collections.IList several => several.Cast<object>().Select(one => (one is PSObject p ? p.BaseObject : one) is string name ? Find(name) : one).ToArray(),
            _ => inputData,
        };
    }

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
