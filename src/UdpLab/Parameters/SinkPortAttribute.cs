using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Lets a parameter that takes a sink's UDP port take the sink, or its measurement, itself: whatever has a Port.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SinkPortAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = Unwrapped.Of(inputData);
        return value is ValueType or string ? inputData : PSObject.AsPSObject(inputData).Properties["Port"]?.Value ?? inputData;
    }
}
