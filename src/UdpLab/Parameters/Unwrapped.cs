using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>The object inside PowerShell's wrapper.</summary>
internal static class Unwrapped
{
    /// <summary>The object itself; a custom object consists of its properties, which are on the wrapper.</summary>
    [return: NotNullIfNotNull(nameof(value))]
    public static object? Of(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
}
