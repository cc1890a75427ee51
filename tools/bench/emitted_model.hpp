// A model as it ships: the C++ that `ocellus compile` writes, compiled by the compiler and with the
// flags that this program was built with, and loaded into it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "runtime/model.hpp"
#include "tools/bench/race.hpp"
#include "tools/ocellus/emit/compilation.hpp"
#include "tools/ocellus/plan/pack.hpp"

namespace ocellus::tools {

class EmittedModel final : public Contender {
 public:
  // Compiling takes seconds to minutes and says so on stderr; what comes out is kept in the build
  // folder until the model, a header of the runtime or the flags change.
  static Result<std::unique_ptr<EmittedModel>> load(const std::string& path, Isa isa);
  ~EmittedModel() override;
  EmittedModel(const EmittedModel&) = delete;
  EmittedModel& operator=(const EmittedModel&) = delete;

  void run() override { model_->run(arena_.data()); }
  std::size_t parts() const override { return compilation_.plan.order.size(); }
  void run_part(std::size_t index) override { run_part_on(index, arena_.data()); }
  // In an arena of somebody else, as large as ours.
  void run_part_on(std::size_t index, std::byte* arena) const { steps_[index].run(arena); }

  const Step& step(std::size_t part) const {
    return compilation_.program.steps[compilation_.plan.order[part]];
  }
  // Writes the same bytes into the inputs each time, which a run may overwrite; floats are left.
  void fill_inputs();
  // What a part has to read and write at least: inputs, parameters and outputs, each once.
  std::size_t least_bytes(std::size_t part) const;
  const Compilation& compilation() const { return compilation_; }
  const Model& model() const { return *model_; }
  AlignedBytes& arena() { return arena_; }

 private:
  EmittedModel() = default;

  Compilation compilation_;
  void* library_ = nullptr;
  const Model* model_ = nullptr;
  const ModelStep* steps_ = nullptr;
  AlignedBytes arena_;
};

}  // namespace ocellus::tools
