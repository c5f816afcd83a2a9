using System.Collections;
using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>
/// Accepts a table of pktgen settings unchanged; the cmdlet checks it. The parameter has type PktgenSettings because PowerShell
/// completes the keys of a table from the properties of the parameter's type.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PktgenTableAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Unwrapped.Of(inputData) is IDictionary table ? new PktgenSettings { Table = table } : inputData;
}
