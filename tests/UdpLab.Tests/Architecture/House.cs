using System.Collections.Concurrent;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using ArchUnitNET.Loader;

namespace UdpLab.Tests.Architecture;

/// <summary>
/// An assembly's rooms and their dependencies. A room is a folder of the project; the debug information names the file in which
/// a type is declared. Files outside any folder belong to the room "".
/// </summary>
internal sealed class House
{
    // "Type Definition Document" of the portable PDB format: the file of a type without code.
    private static readonly Guid _typeDocument = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");
    private static readonly ConcurrentDictionary<(string Project, string Assembly), Lazy<House>> _read = new();
    private readonly Dictionary<string, string> _rooms = [];

    private House(string project, string assembly)
    {
        Read(assembly, Path.ChangeExtension(assembly, "pdb"), $"/src/{project}/");
        ArchUnitNET.Domain.Architecture architecture = new ArchLoader().LoadFilteredDirectory(Path.GetDirectoryName(assembly)!, Path.GetFileName(assembly)).Build();
        Uses = [.. from type in architecture.Types
                   from dependency in type.Dependencies
                   let use = new Use(RoomOf(type.FullName), type.Name, RoomOf(dependency.Target.FullName), dependency.Target.Name)
                   where use.FromRoom is not null && use.ToRoom is not null && use.FromRoom != use.ToRoom
                   select use];
    }

    /// <summary>Names of the rooms that have types.</summary>
    public IEnumerable<string> Rooms => _rooms.Values.Distinct();

    /// <summary>Each use of another room's type.</summary>
    public Use[] Uses { get; }

    /// <summary>The rooms of a project's assembly, read once.</summary>
    public static House Of(string project, string assembly) => _read.GetOrAdd((project, assembly), key => new(() => Read(key.Project, key.Assembly))).Value;

    private static House Read(string project, string assembly)
    {
        string bin = Path.Combine(Repository.Root, "src", project, "bin");
        return new House(project, Directory.EnumerateFiles(bin, assembly + ".dll", SearchOption.AllDirectories).Where(f => File.Exists(Path.ChangeExtension(f, "pdb"))).MaxBy(File.GetLastWriteTimeUtc)
            ?? throw new FileNotFoundException($"{assembly}.dll with its .pdb is not in {bin}: build it."));
    }

    private string? RoomOf(string type) => _rooms.GetValueOrDefault(type.Split('+')[0]);

    private void Read(string assembly, string debug, string folder)
    {
        using PEReader file = new(File.OpenRead(assembly));
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(debug));
        MetadataReader types = file.GetMetadataReader(), documents = provider.GetMetadataReader();
        foreach (TypeDefinitionHandle handle in types.TypeDefinitions)
        {
            TypeDefinition type = types.GetTypeDefinition(handle);
            if (type.GetDeclaringType().IsNil && FileOf(documents, type, handle) is { } path && RoomOfFile(path, folder) is { } room)
            {
                string name = types.GetString(type.Name), space = types.GetString(type.Namespace);
                _rooms[space.Length > 0 ? $"{space}.{name}" : name] = room;
            }
        }
    }

    // Generated code belongs to no room.
    private static string? RoomOfFile(string path, string folder)
    {
        const string wire = "/src/UdpLab.Wire/";
        int at = path.IndexOf(folder, StringComparison.Ordinal);
        return at >= 0 ? path[(at + folder.Length)..].Split('/') switch { ["obj", ..] => null, [var room, _, ..] => room, _ => "" } : path.Contains(wire, StringComparison.Ordinal) ? "Wire" : "";
    }

    private static string? FileOf(MetadataReader documents, TypeDefinition type, TypeDefinitionHandle handle)
    {
        foreach (CustomDebugInformation information in documents.GetCustomDebugInformation(handle).Select(documents.GetCustomDebugInformation))
        {
            if (documents.GetGuid(information.Kind) == _typeDocument)
            {
                return NameOf(documents, MetadataTokens.DocumentHandle(documents.GetBlobReader(information.Value).ReadCompressedInteger()));
            }
        }

        DocumentHandle document = type.GetMethods().Select(m => documents.GetMethodDebugInformation(m.ToDebugInformationHandle()).Document).FirstOrDefault(d => !d.IsNil);
        return document.IsNil ? null : NameOf(documents, document);
    }

    private static string NameOf(MetadataReader documents, DocumentHandle document) => documents.GetString(documents.GetDocument(document).Name);
}

/// <summary>A type of one room uses one of another.</summary>
internal sealed record Use(string? FromRoom, string From, string? ToRoom, string To);
