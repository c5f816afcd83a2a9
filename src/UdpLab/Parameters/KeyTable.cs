using System.Collections;
using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>
/// A table as a parameter. PowerShell completes the keys of a table from the properties of the parameter's type; the table may
/// have other keys, which the cmdlet checks.
/// </summary>
public abstract class KeyTable
{
    /// <summary>The keys and values as given.</summary>
    internal IReadOnlyDictionary<string, object?> Entries { get; set; } = new Dictionary<string, object?>();
}

/// <summary>Accepts a table as <typeparamref name="T"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KeyTableAttribute<T> : ArgumentTransformationAttribute
    where T : KeyTable, new()
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) => Unwrapped.Of(inputData) switch
    {
        T table => table,
        IDictionary { Count: > 0 } entries => new T { Entries = entries.Entries().ToDictionary(e => e.Key.ToString()!, e => Unwrapped.Of(e.Value)) },
        var other => throw new ArgumentTransformationMetadataException($"{(other is IDictionary ? "The table is empty" : $"'{other}' is not a table")}: give a table with at least one entry, as in @{{ {Example} }}."),
    };

    private static string Example => typeof(T).GetProperties()[0].Name + " = $false";
}
