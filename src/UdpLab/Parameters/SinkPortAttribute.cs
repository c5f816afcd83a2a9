using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Lets a port parameter accept a sink, its measurement, or any other object with a Port property.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SinkPortAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object one = OneValueAttribute.Of(inputData), value = Unwrapped.Of(one);
        return value is ValueType or string ? one : PSObject.AsPSObject(one).Properties["Port"]?.Value ?? one;
    }
}
