using System.Collections;
using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>
/// Takes a table of pktgen's settings as it is; the cmdlet checks it. The parameter is of type PktgenSettings because
/// PowerShell completes the keys of a table by the properties of the parameter's type.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PktgenTableAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Unwrapped.Of(inputData) is IDictionary table ? new PktgenSettings { Table = table } : inputData;
}
