using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>A kind of setting with several fields (<see cref="FieldText"/>): a change names only the fields it concerns.</summary>
internal abstract class FieldsKind : SettingKind
{
    public sealed override string? Read(string target, string which) => ReadFields(target) is { Count: > 0 } fields ? FieldText.Of(fields) : null;

    public sealed override void Write(string target, string which, string value) => WriteFields(target, FieldText.Parse(value));

    public override bool Matches(string expected, string found) => FieldText.Has(found, expected);

    /// <summary>Fields of queues that an earlier change of the same plan creates do not exist yet.</summary>
    public override bool IsUnchanged(string before, string found) => AllThere(found, (key, value) => FieldText.Parse(before).GetValueOrDefault(key, value) == value);

    /// <summary>Fields of removed queues do not count as changed.</summary>
    public override bool IsBetween(string found, string before, string after)
    {
        Dictionary<string, string> earlier = FieldText.Parse(before), later = FieldText.Parse(after);
        return AllThere(found, (key, value) => (!earlier.ContainsKey(key) && !later.ContainsKey(key)) || earlier.GetValueOrDefault(key) == value || later.GetValueOrDefault(key) == value);
    }

    public sealed override string Part(string found, string named) => FieldText.Part(found, named);

    private static bool AllThere(string found, Func<string, string, bool> fits) => FieldText.Parse(found).All(f => fits(f.Key, f.Value));

    /// <summary>All fields of the target; empty for none.</summary>
    public abstract IReadOnlyCollection<KeyValuePair<string, string>> ReadFields(string target);

    /// <summary>Sets only these fields.</summary>
    protected abstract void WriteFields(string target, IReadOnlyDictionary<string, string> fields);
}
