using static UdpLab.Agent.Kernel.Register;

namespace UdpLab.Agent.Kernel;

/// <summary>What programs do with a <see cref="BpfTable"/>. R0 to R5 are lost.</summary>
internal static class TableCode
{
    private const int LookUp = 1, Update = 2, OnlyIfNew = 1;

    /// <summary>R0 = the numbers of the key on the stack, which are 0 if they are new.</summary>
    /// <param name="code">The program.</param>
    /// <param name="table">The map.</param>
    /// <param name="key">Where the key is, from R10.</param>
    /// <param name="fresh">Where there is room for the numbers, from R10.</param>
    /// <param name="words">How many there are.</param>
    /// <param name="full">Where to go if the table is full.</param>
    public static Assembler Entry(this Assembler code, int table, short key, short fresh, int words, Assembler.Label full)
    {
        Assembler.Label known = new();
        code.Find(table, key).IfNotEqual(R0, 0, known).Do(Alu.Move, R1, 0);
        for (int word = 0; word < words; word++)
        {
            code.Store(Width.Word64, R10, (short)(fresh + (word * sizeof(long))), R1);
        }

        return code.LoadMap(R1, table)
            .Do(Alu.Move, R2, R10)
            .Do(Alu.Add, R2, key)
            .Do(Alu.Move, R3, R10)
            .Do(Alu.Add, R3, fresh)
            .Do(Alu.Move, R4, OnlyIfNew)
            .Call(Update)
            .Find(table, key)
            .IfEqual(R0, 0, full)
            .Here(known);
    }

    /// <summary>R0 = the numbers of the key on the stack; 0 if it has none.</summary>
    public static Assembler Find(this Assembler code, int table, short key) => code.LoadMap(R1, table).Do(Alu.Move, R2, R10).Do(Alu.Add, R2, key).Call(LookUp);

    /// <summary>Adds to one of the numbers at R0.</summary>
    public static Assembler AddTo(this Assembler code, int word, Register amount) => code
        .Load(Width.Word64, R1, R0, (short)(word * sizeof(long)))
        .Do(Alu.Add, R1, amount)
        .Store(Width.Word64, R0, (short)(word * sizeof(long)), R1);
}
