using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using UdpLab.Help.Cmdlets;

namespace UdpLab.Help.Pages;

/// <summary>The folder has a page for each cmdlet and no other, and its index leads to each.</summary>
internal static class FolderCheck
{
    private const string Index = "README.md";

    public static void Check(string folder, IReadOnlyList<CmdletFacts> cmdlets, Problems problems)
    {
        string index = Path.Combine(folder, Index);
        HashSet<string> linked = [.. Markdown.Parse(File.ReadAllText(index)).Descendants<LinkInline>().Select(l => l.Url ?? "")];
        foreach (CmdletFacts cmdlet in cmdlets.Where(c => !linked.Contains(c.Name + ".md")))
        {
            problems.Add(index, 1, $"{cmdlet.Name}.md is not in the index.");
        }

        foreach (string page in Directory.EnumerateFiles(folder, "*.md").Where(f => Path.GetFileName(f) != Index && cmdlets.All(c => c.Name != Path.GetFileNameWithoutExtension(f))))
        {
            problems.Add(page, 1, "There is no such cmdlet.");
        }
    }
}
