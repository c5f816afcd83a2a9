namespace UdpLab.Help.Types;

/// <summary>Writes a page for each type. Nobody writes in them: they say what the code's documentation says.</summary>
internal static class TypePages
{
    private const string Index = "README.md";

    public static void Write(string folder, IEnumerable<TypeFacts> types)
    {
        _ = Directory.CreateDirectory(folder);
        HashSet<string> written = [Index];
        List<string> index = ["# Objects", "", "What the [cmdlets](../cmdlets/README.md) return, and what is in it. The build writes these pages from the code.", ""];
        foreach (TypeFacts type in types)
        {
            string[] columns = type.IsChoice ? ["value", "meaning"] : ["property", "type", "meaning"];
            Save(
                type.Name + ".md",
                [
                    $"# {type.Name}", "", type.Summary, "",
                    $"| {string.Join(" | ", columns)} |", $"| {string.Join(" | ", columns.Select(_ => "---"))} |",
                    .. type.Members.Select(m => type.IsChoice ? $"| `{m.Name}` | {m.Meaning} |" : $"| `{m.Name}` | {m.Type} | {m.Meaning} |"),
                ]);
            index.Add($"- [{type.Name}]({type.Name}.md): {type.Summary}");
        }

        Save(Index, index);
        foreach (string stale in Directory.EnumerateFiles(folder, "*.md").Where(f => !written.Contains(Path.GetFileName(f))))
        {
            File.Delete(stale);
        }

        void Save(string name, IEnumerable<string> lines)
        {
            string file = Path.Combine(folder, name), text = string.Join('\n', lines) + "\n";
            written.Add(name);
            if (!File.Exists(file) || File.ReadAllText(file) != text)
            {
                File.WriteAllText(file, text);
            }
        }
    }
}
