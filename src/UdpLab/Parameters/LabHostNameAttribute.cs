using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Lets a -LabHost parameter take the name of a host this session knows.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LabHostNameAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is not string name)
        {
            return inputData;
        }

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
