using System.Diagnostics;
using System.IO.Compression;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Unpacks what kernels and modules are packed with, known by its first bytes.</summary>
internal static class Unpacking
{
    private const int Patience = 120_000;

    // Each program ignores what follows the packed data: in a bzImage it is the kernel's length.
    private static readonly (byte[] Magic, string Program, string Package, string[] Options)[] _formats =
    [
        ([0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], "xz", "xz-utils", ["-dc", "--single-stream"]),
        ([0x28, 0xb5, 0x2f, 0xfd], "zstd", "zstd", ["-dcq"]),
        ([0x02, 0x21, 0x4c, 0x18], "lz4", "lz4", ["-dcq"]),
    ];

    /// <summary>The unpacked bytes; the same ones if they are not packed.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="what">What they are, for the error.</param>
    /// <exception cref="LabException">A program is missing, or the bytes are damaged.</exception>
    public static byte[] Of(byte[] bytes, string what)
    {
        if (bytes.AsSpan().StartsWith(stackalloc byte[] { 0x1f, 0x8b }))
        {
            return Gunzip(bytes, what);
        }

        (byte[] Magic, string Program, string Package, string[] Options) format = Array.Find(_formats, f => bytes.AsSpan().StartsWith(f.Magic));
        if (format.Program is null)
        {
            return bytes;
        }

        string path = Programs.Find(format.Program)
            ?? throw new LabException(FailureCode.NotFound, $"{what} is packed with {format.Program}, which is not on PATH: install it (apt install {format.Package}).", "Kernel");
        byte[] unpacked = Run(path, format.Options, bytes);
        return unpacked.Length > 0 ? unpacked : throw new LabException(FailureCode.InvalidArgument, $"{what} is damaged: {format.Program} cannot unpack it.", "Kernel");
    }

    private static byte[] Gunzip(byte[] bytes, string what)
    {
        using MemoryStream unpacked = new();
        try
        {
            using GZipStream zipped = new(new MemoryStream(bytes), CompressionMode.Decompress);
            zipped.CopyTo(unpacked);
        }
        catch (InvalidDataException) when (unpacked.Length > 0)
        {
            // What follows the packed data.
        }
        catch (InvalidDataException e)
        {
            throw new LabException(FailureCode.InvalidArgument, $"{what} is damaged: {e.Message}", "Kernel", e);
        }

        return unpacked.ToArray();
    }

    /// <summary>A program's output for an input. Its exit status says nothing: it also complains about what follows.</summary>
    private static byte[] Run(string program, string[] options, byte[] input)
    {
        ProcessStartInfo start = new(program, options) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        Task feeding = Task.Run(() =>
        {
            try
            {
                process.StandardInput.BaseStream.Write(input);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It has read enough.
            }
        });
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        feeding.Wait(Patience);
        process.WaitForExit(Patience);
        return output.ToArray();
    }
}
