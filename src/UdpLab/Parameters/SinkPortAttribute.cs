using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Lets a parameter that takes a sink's UDP port take the sink, or its measurement, itself: whatever has a Port.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SinkPortAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object one = OneValueAttribute.Of(inputData), value = OneValueAttribute.Unwrapped(one);
        return value is ValueType or string ? one : PSObject.AsPSObject(one).Properties["Port"]?.Value ?? one;
    }
}
