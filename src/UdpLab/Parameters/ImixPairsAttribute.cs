using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Takes a mix of sizes as a list of pairs too, '64,7', '576,4', which PowerShell would not make one value of.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ImixPairsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Unwrapped.Of(inputData) is object[] pairs ? string.Join(' ', pairs) : inputData;
}
