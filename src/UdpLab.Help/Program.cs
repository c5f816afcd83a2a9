using UdpLab.Help.Cmdlets;
using UdpLab.Help.Maml;
using UdpLab.Help.Pages;
using UdpLab.Help.Types;

// UdpLab.Help PAGES MODULE MANIFEST REFERENCES DOCUMENTATION HELP: brings the generated parts of the pages up to date, checks the pages
// against the cmdlets, and writes the pages of the types they return, and the help. UdpLab.csproj runs it.
if (args is not [string folder, string module, string manifest, string references, string documentation, string help])
{
    Console.Error.WriteLine("Usage: UdpLab.Help PAGES MODULE.dll MANIFEST.psd1 REFERENCES.txt DOCUMENTATION.xml HELP.xml");
    return 2;
}

TypeReader types = new(new Documentation(documentation));
IReadOnlyList<CmdletFacts> cmdlets = CmdletReader.Read(module, File.ReadAllText(manifest), File.ReadAllLines(references), types);
Problems problems = new();
List<(CmdletFacts Cmdlet, Page Page)> pages = [];
foreach (CmdletFacts cmdlet in cmdlets)
{
    string file = Path.Combine(folder, cmdlet.Name + ".md");
    if (!File.Exists(file))
    {
        problems.Add(file, 1, $"{cmdlet.Name} has no page.");
        continue;
    }

    GeneratedParts.Update(file, cmdlet);
    Page page = PageReader.Read(file, problems);
    PageCheck.Check(page, cmdlet, problems);
    pages.Add((cmdlet, page));
}

FolderCheck.Check(folder, cmdlets, problems);
if (problems.Any)
{
    return 1;
}

TypePages.Write(Path.Combine(folder, GeneratedParts.Objects), types.Found);
MamlWriter.Write(help, pages);
return 0;
