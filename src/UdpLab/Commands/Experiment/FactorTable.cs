using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Converts the table of -Factor to factors.</summary>
internal static class FactorTable
{
    // Variables of the language and of the engine: a script block would see those instead of the factor.
    private static readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase)
    {
        "_", "PSItem", "this", "input", "args", "true", "false", "null", "foreach", "switch", "Matches", "MyInvocation", "PSBoundParameters", "PSCmdlet", "PSScriptRoot", "PSCommandPath", "StackTrace", "LASTEXITCODE", "?", "^", "$",
    };

    /// <summary>The factors, in the order of an ordered table, otherwise by name: a plain table has no order.</summary>
    /// <exception cref="LabException">A name or a value is not allowed.</exception>
    public static IReadOnlyList<SweepFactor> Read(IDictionary table, SessionState session)
    {
        IEnumerable<DictionaryEntry> entries = table.Entries();
        if (table is not OrderedDictionary)
        {
            entries = entries.OrderBy(entry => entry.Key.ToString(), StringComparer.OrdinalIgnoreCase);
        }

        return [.. entries.Select(entry => new SweepFactor(Name(entry.Key, session), [.. Values(entry.Value).Select(Value)]))];
    }

    private static string Name(object key, SessionState session)
    {
        if (Unwrapped.Of(key) is not string { Length: > 0 } name || string.IsNullOrWhiteSpace(name) || name.Any(c => c is ':' or '{' or '}' or '`' || char.IsControl(c)))
        {
            throw Refusal($"-Factor has the name '{key}', which no variable can have: give a name such as RssQueues.");
        }

        bool isFixed = session.PSVariable.Get(name)?.Options is { } options && (options & (ScopedItemOptions.Constant | ScopedItemOptions.ReadOnly)) != 0;
        return isFixed || _taken.Contains(name)
            ? throw Refusal($"-Factor {name}: ${name} is PowerShell's own variable, so the script block could not see the factor by its name. Give another name, such as Lab{name}.")
            : name;
    }

    private static IEnumerable<object?> Values(object? given) => Unwrapped.Of(given) switch
    {
        string or IDictionary => [given],
        IList several => several.Cast<object?>(),
        _ => [given],
    };

    private static SweepValue Value(object? given) => new(given, Kept(Unwrapped.Of(given)));

    /// <summary>What a result keeps of a value.</summary>
    private static object? Kept(object? value) => value switch
    {
        null or string or bool or TimeSpan or DateTime or DateTimeOffset or LabHost => value,
        char letter => letter.ToString(),
        Enum => value.ToString(),
        SwitchParameter set => set.IsPresent,
        _ when value.GetType().IsPrimitive || value is decimal => value,
        ScriptBlock block => block.ToString().Trim(),
        FileSystemInfo file => file.FullName,
        LabTestbed bed => bed.Name,
        OrderedDictionary table => Text(table.Entries()),
        IDictionary table => Text(table.Entries().OrderBy(entry => entry.Key.ToString(), StringComparer.OrdinalIgnoreCase)),
        IEnumerable list => string.Join(", ", list.Cast<object?>().Select(item => new SweepValue(item, Kept(Unwrapped.Of(item))).Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Text(IEnumerable<DictionaryEntry> entries) => string.Join("; ", entries.Select(entry => $"{entry.Key}={new SweepValue(entry.Value, Kept(Unwrapped.Of(entry.Value))).Text}"));

    private static LabException Refusal(string message) => new(FailureCode.InvalidArgument, message, "Factor");
}
