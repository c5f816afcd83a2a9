using System.Buffers;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A file of JSON lines; each object is in it when <see cref="Add"/> returns.</summary>
internal sealed class JsonResultFile(string path, bool append, CancellationToken cancel) : ResultFile
{
    private readonly LineFile _file = new(path, append, cancel);
    private readonly ArrayBufferWriter<byte> _line = new();

    public override void Add(object value)
    {
        if (ResultTypes.NameOf(value) is null)
        {
            throw new LabException(FailureCode.InvalidArgument, $"{value.GetType().Name} is not an object of UdpLab: Export-LabResult writes what its cmdlets give.", "InputObject");
        }

        _line.ResetWrittenCount();
        ResultLine.Write(value, _line);
        _file.Write(_line.WrittenMemory);
    }

    public override void Dispose() => _file.Dispose();
}
