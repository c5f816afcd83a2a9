using System.Text;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A kernel module: what its section .modinfo says, "depends=a,b", "alias=...", "vermagic=6.1.0 SMP".</summary>
internal sealed class KernelModule
{
    private readonly string[] _facts;

    private KernelModule(string name, byte[] bytes, string[] facts) => (Name, Bytes, _facts) = (name, bytes, facts);

    /// <summary>Its name, with underscores.</summary>
    public string Name { get; }

    /// <summary>The unpacked file.</summary>
    public byte[] Bytes { get; }

    /// <summary>The processor it was built for, by its number in ELF files.</summary>
    public int Machine => Elf.KindOf(Bytes).Machine;

    /// <summary>The release it was built for.</summary>
    public string Release => Facts("vermagic").FirstOrDefault("").Split(' ')[0];

    /// <summary>Modules that must be loaded before it.</summary>
    public IEnumerable<string> Needs => Facts("depends").SelectMany(names => names.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(Canonical);

    /// <summary>Modules it asks for itself: "softdep=pre: crc32c post: x".</summary>
    public IEnumerable<string> Helpers => Facts("softdep").SelectMany(names => names.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(word => !word.EndsWith(':')).Select(Canonical);

    /// <summary>What it is also asked for by.</summary>
    public IEnumerable<string> Aliases => Facts("alias");

    /// <summary>The name of a file's module: a-b.ko.xz is a_b.</summary>
    public static string NameOf(string file) => Canonical(Path.GetFileName(file).Split('.')[0]);

    /// <summary>Reads a module.</summary>
    /// <exception cref="LabException">It is damaged.</exception>
    public static KernelModule Read(string path)
    {
        try
        {
            byte[] bytes = Unpacking.Of(File.ReadAllBytes(path), $"Module {path}");
            if (Elf.Is(bytes))
            {
                return new KernelModule(NameOf(path), bytes, Encoding.UTF8.GetString(Elf.Section(bytes, ".modinfo")).Split('\0', StringSplitOptions.RemoveEmptyEntries));
            }
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException or IOException or UnauthorizedAccessException)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Module {path}: it cannot be read as a kernel module: {e.Message}", "Module", e);
        }

        throw new LabException(FailureCode.InvalidArgument, $"-Module {path}: it is no kernel module.", "Module");
    }

    private static string Canonical(string name) => name.Replace('-', '_');

    private IEnumerable<string> Facts(string key) => _facts.Where(f => f.StartsWith(key + "=", StringComparison.Ordinal)).Select(f => f[(key.Length + 1)..]);
}
