using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>Accepts a size mix as a list of pairs too: '64,7', '576,4', which PowerShell would not convert to a single value.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ImixPairsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Unwrapped.Of(inputData) is object[] pairs ? string.Join(' ', pairs) : inputData;
}
